//! The states, provinces, territories and countries that share the North American plan.

/// A place that area codes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The postal code of a state, province or territory; where the plan does not divide a country, its three letters
    /// (ISO 3166): its two would clash, KY is Kentucky and the Cayman Islands.
    pub code: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The country's two letters (ISO 3166).
    pub country: &'static str,
    /// How the numbering administrator's area-code report writes it, where that is not the code.
    pub(crate) reported: &'static str,
}

impl Region {
    /// The region of a code, in any case.
    pub fn find(code: &str) -> Option<&'static Region> {
        REGIONS.iter().find(|region| region.code.eq_ignore_ascii_case(code))
    }

    /// Every region, by country (the United States and Canada first) and code.
    pub fn all() -> &'static [Region] {
        REGIONS
    }

    /// The region of the area-code report's LOCATION cell.
    pub(crate) fn reported(location: &str) -> Option<&'static Region> {
        let location = location.trim();
        REGIONS.iter().find(|region| {
            if region.reported.is_empty() { region.code == location } else { region.reported == location }
        })
    }

    /// The country's name.
    pub fn country_name(&self) -> &'static str {
        match self.country {
            "US" => "United States",
            "CA" => "Canada",
            // Every other country is one region.
            _ => self.name,
        }
    }
}

const fn state(code: &'static str, name: &'static str) -> Region {
    Region { code, name, country: "US", reported: "" }
}

const fn province(code: &'static str, name: &'static str, reported: &'static str) -> Region {
    Region { code, name, country: "CA", reported }
}

const fn country(code: &'static str, country: &'static str, name: &'static str, reported: &'static str) -> Region {
    Region { code, name, country, reported }
}

const REGIONS: &[Region] = &[
    state("AK", "Alaska"),
    state("AL", "Alabama"),
    state("AR", "Arkansas"),
    state("AS", "American Samoa"),
    state("AZ", "Arizona"),
    state("CA", "California"),
    state("CO", "Colorado"),
    state("CT", "Connecticut"),
    state("DC", "District of Columbia"),
    state("DE", "Delaware"),
    state("FL", "Florida"),
    state("GA", "Georgia"),
    state("GU", "Guam"),
    state("HI", "Hawaii"),
    state("IA", "Iowa"),
    state("ID", "Idaho"),
    state("IL", "Illinois"),
    state("IN", "Indiana"),
    state("KS", "Kansas"),
    state("KY", "Kentucky"),
    state("LA", "Louisiana"),
    state("MA", "Massachusetts"),
    state("MD", "Maryland"),
    state("ME", "Maine"),
    state("MI", "Michigan"),
    state("MN", "Minnesota"),
    state("MO", "Missouri"),
    Region { code: "MP", name: "Northern Mariana Islands", country: "US", reported: "CNMI" },
    state("MS", "Mississippi"),
    state("MT", "Montana"),
    state("NC", "North Carolina"),
    state("ND", "North Dakota"),
    state("NE", "Nebraska"),
    state("NH", "New Hampshire"),
    state("NJ", "New Jersey"),
    state("NM", "New Mexico"),
    state("NV", "Nevada"),
    state("NY", "New York"),
    state("OH", "Ohio"),
    state("OK", "Oklahoma"),
    state("OR", "Oregon"),
    state("PA", "Pennsylvania"),
    state("PR", "Puerto Rico"),
    state("RI", "Rhode Island"),
    state("SC", "South Carolina"),
    state("SD", "South Dakota"),
    state("TN", "Tennessee"),
    state("TX", "Texas"),
    state("UT", "Utah"),
    state("VA", "Virginia"),
    state("VI", "U.S. Virgin Islands"),
    state("VT", "Vermont"),
    state("WA", "Washington"),
    state("WI", "Wisconsin"),
    state("WV", "West Virginia"),
    state("WY", "Wyoming"),
    province("AB", "Alberta", "ALBERTA"),
    province("BC", "British Columbia", "BRITISH COLUMBIA"),
    province("MB", "Manitoba", "MANITOBA"),
    province("NB", "New Brunswick", "NEW BRUNSWICK"),
    province("NL", "Newfoundland and Labrador", "NEWFOUNDLAND AND LABRADOR"),
    province("NS-PE", "Nova Scotia and Prince Edward Island", "NOVA SCOTIA - PRINCE EDWARD ISLAND"),
    province("NT-NU-YT", "Northwest Territories, Nunavut and Yukon", "NORTHWEST TERRITORIES -YUKON - NUNAVUT"),
    province("ON", "Ontario", "ONTARIO"),
    province("QC", "Quebec", "QUEBEC"),
    province("SK", "Saskatchewan", "SASKATCHEWAN"),
    country("ATG", "AG", "Antigua and Barbuda", "ANTIGUA/BARBUDA"),
    country("AIA", "AI", "Anguilla", "ANGUILLA"),
    country("BRB", "BB", "Barbados", "BARBADOS"),
    country("BMU", "BM", "Bermuda", "BERMUDA"),
    country("BHS", "BS", "Bahamas", "BAHAMAS"),
    country("DMA", "DM", "Dominica", "DOMINICA"),
    country("DOM", "DO", "Dominican Republic", "DOMINICAN REPUBLIC"),
    country("GRD", "GD", "Grenada", "GRENADA"),
    country("JAM", "JM", "Jamaica", "JAMAICA"),
    country("KNA", "KN", "Saint Kitts and Nevis", "ST. KITTS & NEVIS"),
    country("CYM", "KY", "Cayman Islands", "CAYMAN ISLANDS"),
    country("LCA", "LC", "Saint Lucia", "ST. LUCIA"),
    country("MSR", "MS", "Montserrat", "MONTSERRAT"),
    country("SXM", "SX", "Sint Maarten", "SINT MAARTEN"),
    country("TCA", "TC", "Turks and Caicos Islands", "TURKS & CAICOS ISLANDS"),
    country("TTO", "TT", "Trinidad and Tobago", "TRINIDAD & TOBAGO"),
    country("VCT", "VC", "Saint Vincent and the Grenadines", "ST. VINCENT & GRENADINES"),
    country("VGB", "VG", "British Virgin Islands", "BRITISH VIRGIN ISLANDS"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_regions_share_a_code_or_a_name() {
        let codes: BTreeSet<&str> = REGIONS.iter().map(|region| region.code).collect();
        let names: BTreeSet<&str> = REGIONS.iter().map(|region| region.name).collect();
        assert_eq!((codes.len(), names.len()), (REGIONS.len(), REGIONS.len()));
    }

    #[test]
    fn a_region_is_found_by_its_code_in_any_case() {
        assert_eq!(Region::find("ky").map(|region| region.name), Some("Kentucky"));
        assert_eq!(Region::find("CYM").map(|region| region.country_name()), Some("Cayman Islands"));
        assert_eq!(Region::find("XX"), None);
    }
}
