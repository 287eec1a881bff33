//! What people call a carrier, and who says so.

use super::brand_rules::{brand_rule_of, brand_rules};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a brand comes from, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrandSource {
    /// The OCN file's third cell.
    Ocn,
    /// A rule of the shipped list, by the legal name.
    Rule,
    /// Nothing better: the legal name itself.
    LegalName,
}

/// A carrier's brand with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brand<'a> {
    pub name: &'a str,
    pub source: BrandSource,
}

impl<'a> Brand<'a> {
    /// The brand of a carrier: the OCN file's where it has one, else the first shipped rule that fits, else the legal name
    /// (CONTRACTS A, "Prefix table").
    pub fn of(legal_name: &'a str, ocn_brand: Option<&'a str>) -> Brand<'a> {
        if let Some(name) = ocn_brand.map(str::trim).filter(|name| !name.is_empty()) {
            return Brand { name, source: BrandSource::Ocn };
        }
        match brand_rule_of(legal_name).and_then(|place| brand_rules().get(place)) {
            Some(rule) => Brand { name: rule.brand, source: BrandSource::Rule },
            None => Brand { name: legal_name, source: BrandSource::LegalName },
        }
    }
}

impl BrandSource {
    /// Every source, best first.
    pub const ALL: [BrandSource; 3] = [BrandSource::Ocn, BrandSource::Rule, BrandSource::LegalName];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            BrandSource::Ocn => "ocn",
            BrandSource::Rule => "rule",
            BrandSource::LegalName => "legal_name",
        }
    }

    /// The source of a stored word.
    pub fn from_word(word: &str) -> Option<BrandSource> {
        BrandSource::ALL.into_iter().find(|source| source.as_str() == word)
    }

    /// What people read beside a brand.
    pub fn title(self) -> &'static str {
        match self {
            BrandSource::Ocn => "from the OCN file",
            BrandSource::Rule => "by a name rule",
            BrandSource::LegalName => "the legal name",
        }
    }
}

impl fmt::Display for BrandSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ocn_file_comes_before_the_rules_and_the_rules_before_the_legal_name() {
        let legal = "NEW CINGULAR WIRELESS PCS, LLC - IL";
        assert_eq!(Brand::of(legal, Some("Some Brand")), Brand { name: "Some Brand", source: BrandSource::Ocn });
        assert_eq!(Brand::of(legal, Some(" ")), Brand { name: "AT&T", source: BrandSource::Rule });
        assert_eq!(Brand::of("HD CARRIER LLC", None), Brand { name: "HD CARRIER LLC", source: BrandSource::LegalName });
    }

    #[test]
    fn names_of_one_company_get_one_brand() {
        for (legal_name, brand) in [
            ("CELLCO PARTNERSHIP DBA VERIZON WIRELESS - CA", "Verizon"),
            ("VERIZON NORTH, INC. - PA (QUAKER ST)", "Verizon"),
            ("OMNIPOINT MIAMI E LICENSE, LLC", "T-Mobile"),
            ("D&E/OMNIPOINT WIREL JOINT VENT LP DBA PCS ONE", "T-Mobile"),
            ("MetroPCS, Inc.", "Metro by T-Mobile"),
            ("SOUTHERN NEW ENGLAND TELCO DBA FRONTIER COMM OF CT", "Frontier"),
            ("ONVOY SPECTRUM, LLC", "Onvoy (Sinch)"),
            ("TWC IP ENABLED SERVICES, LLC", "Spectrum"),
            ("CENTRAL TEL. CO. - NEVADA DBA CENTURYLINK", "CenturyLink"),
        ] {
            assert_eq!(Brand::of(legal_name, None).name, brand);
        }
    }

    #[test]
    fn a_name_that_only_looks_alike_is_left_alone() {
        for legal_name in
            ["MCCLELLANVILLE TEL. CO., INC.", "WEST LIBERTY TEL. CO.", "INTERSTATE CABLEVISION COMPANY - IA"]
        {
            assert_eq!(Brand::of(legal_name, None).source, BrandSource::LegalName, "{legal_name}");
        }
    }

    #[test]
    fn sources_read_back() {
        for source in BrandSource::ALL {
            assert_eq!(BrandSource::from_word(source.as_str()), Some(source));
        }
    }
}
