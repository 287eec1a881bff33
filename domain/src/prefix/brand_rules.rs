//! The shipped list of name rules: the first that fits a legal name gives the brand.
//!
//! Written from the company names of the code report of 2026-07-06, largest first. A rule stands here when the legal name
//! carries the brand, or the company is a well-known part of it; a company that trades under its own name needs none.
//! "Verizon" is kept to names that say so, so that it counts what people count; its long-distance arm MCI stands alone.

/// A rule: a pattern in upper case and the brand it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrandRule {
    pattern: Pattern,
    /// The brand of the legal names that fit.
    pub brand: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Starts(&'static str),
    Contains(&'static str),
}

impl BrandRule {
    /// What a legal name must do: "begins with" or "contains".
    pub fn condition(&self) -> &'static str {
        match self.pattern {
            Pattern::Starts(_) => "begins with",
            Pattern::Contains(_) => "contains",
        }
    }

    /// The words that are looked for, in upper case.
    pub fn words(&self) -> &'static str {
        match self.pattern {
            Pattern::Starts(words) | Pattern::Contains(words) => words,
        }
    }

    /// Whether the rule fits a legal name in upper case.
    pub(super) fn fits(&self, upper: &str) -> bool {
        match self.pattern {
            Pattern::Starts(start) => upper.starts_with(start),
            Pattern::Contains(part) => upper.contains(part),
        }
    }
}

const fn starts(start: &'static str, brand: &'static str) -> BrandRule {
    BrandRule { pattern: Pattern::Starts(start), brand }
}

const fn contains(part: &'static str, brand: &'static str) -> BrandRule {
    BrandRule { pattern: Pattern::Contains(part), brand }
}

/// The shipped rules, in the order in which they are tried.
pub fn brand_rules() -> &'static [BrandRule] {
    RULES
}

/// The place in [`brand_rules`] of the rule that gives a legal name its brand, if one fits.
pub fn brand_rule_of(legal_name: &str) -> Option<usize> {
    let upper = legal_name.to_ascii_uppercase();
    RULES.iter().position(|rule| rule.fits(&upper))
}

const RULES: &[BrandRule] = &[
    // The four that hold most codes. Frontier comes before the Bells: its Connecticut company's name begins as theirs do.
    contains("FRONTIER", "Frontier"),
    starts("CITIZENS TELECOM", "Frontier"),
    contains("VERIZON", "Verizon"),
    starts("CELLCO PARTNERSHIP", "Verizon"),
    contains("CINGULAR WIRELESS", "AT&T"),
    contains("AT&T", "AT&T"),
    starts("PACIFIC BELL", "AT&T"),
    starts("NEVADA BELL", "AT&T"),
    starts("SOUTHWESTERN BELL", "AT&T"),
    starts("BELLSOUTH TELECOM", "AT&T"),
    starts("ILLINOIS BELL", "AT&T"),
    starts("INDIANA BELL", "AT&T"),
    starts("MICHIGAN BELL", "AT&T"),
    starts("OHIO BELL", "AT&T"),
    starts("WISCONSIN BELL", "AT&T"),
    starts("TELEPORT COMMUNICATIONS", "AT&T"),
    starts("METROPCS", "Metro by T-Mobile"),
    contains("T-MOBILE", "T-Mobile"),
    contains("OMNIPOINT", "T-Mobile"),
    starts("POWERTEL", "T-Mobile"),
    starts("VOICESTREAM", "T-Mobile"),
    starts("AERIAL COMMUNICATIONS", "T-Mobile"),
    // Wholesale and long distance.
    starts("MCIMETRO", "MCI"),
    starts("MCI ", "MCI"),
    starts("LEVEL 3 ", "Level 3"),
    starts("ONVOY", "Onvoy (Sinch)"),
    starts("NEUTRAL TANDEM", "Onvoy (Sinch)"),
    starts("BANDWIDTH.COM", "Bandwidth"),
    starts("PEERLESS NETWORK", "Peerless Network"),
    starts("AIRUS, INC", "Peerless Network"),
    starts("TELNYX", "Telnyx"),
    starts("TWILIO", "Twilio"),
    starts("VONAGE", "Vonage"),
    starts("YMAX COMMUNICATIONS", "magicJack"),
    starts("RCLEC", "RingCentral"),
    starts("8X8", "8x8"),
    starts("XO ", "XO"),
    contains("DBA ALLSTREAM", "Allstream"),
    contains("DBA TPX COMMUNICATIONS", "TPx"),
    // Telephone companies.
    contains("CENTURYLINK", "CenturyLink"),
    starts("CENTURYTEL", "CenturyLink"),
    starts("QWEST", "CenturyLink"),
    starts("EMBARQ", "CenturyLink"),
    starts("LUMEN ", "CenturyLink"),
    starts("BRIGHTSPEED", "Brightspeed"),
    contains("WINDSTREAM", "Windstream"),
    starts("PAETEC", "Windstream"),
    starts("CONSOLIDATED COMM", "Consolidated Communications"),
    starts("CINCINNATI BELL", "Cincinnati Bell"),
    contains("ZIPLY FIBER", "Ziply Fiber"),
    starts("HAWAIIAN TELCOM", "Hawaiian Telcom"),
    starts("TDS ", "TDS"),
    starts("GCI COMMUNICATION", "GCI"),
    contains("CLARO PUERTO RICO", "Claro"),
    starts("LIBERTY MOBILE", "Liberty"),
    starts("LIBERTY COMMUNICATIONS OF PUERTO RICO", "Liberty"),
    // Cable companies.
    starts("COMCAST", "Comcast"),
    contains("CHARTER", "Spectrum"),
    starts("TWC IP ENABLED", "Spectrum"),
    starts("TIME WARNER C", "Spectrum"),
    starts("BHN IP ENABLED", "Spectrum"),
    starts("CSC VOICE", "Optimum"),
    starts("CSC WIRELESS", "Optimum"),
    starts("MCC TELEPHONY", "Mediacom"),
    starts("MEDIACOM", "Mediacom"),
    starts("RCN TELECOM", "Astound"),
    starts("ASTOUND", "Astound"),
    starts("GRANDE COMMUNICATIONS", "Astound"),
    starts("WOW! INTERNET", "WOW!"),
    contains("DBA WOW INTERNET", "WOW!"),
    // Wireless and paging.
    starts("UNITED STATES CELLULAR", "UScellular"),
    starts("BOOST SUBSCRIBERCO", "Boost Mobile"),
    starts("CELLULAR SOUTH", "C Spire"),
    starts("TELEPAK NETWORKS", "C Spire"),
    contains("DBA CELLCOM", "Cellcom"),
    contains("DBA APPALACHIAN WIRELESS", "Appalachian Wireless"),
    contains("NEX-TECH", "Nex-Tech"),
    starts("SPOK, INC", "Spok"),
    starts("AMERICAN MESSAGING", "American Messaging"),
];
