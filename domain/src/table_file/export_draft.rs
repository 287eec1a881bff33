//! An export as somebody asks for it.

use super::{ExportField, FileFormat};
use crate::FieldErrors;
use crate::filter::{Filter, Numbers, Operator};

/// An export as typed or sent, unchecked.
#[derive(Debug, Clone, Default)]
pub struct ExportDraft {
    /// A word of [`FileFormat`]; CSV when empty.
    pub format: String,
    /// Names of [`ExportField`], in the order of the columns; those of [`ExportField::DEFAULT`] when there are none.
    pub fields: Vec<String>,
    /// Which of the project's numbers.
    pub filter: Filter<Numbers>,
    /// Numbers that were found invalid, too. A filter that says something of the validity says it alone.
    pub include_invalid: bool,
}

/// An export, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    pub format: FileFormat,
    pub fields: Vec<ExportField>,
    pub filter: Filter<Numbers>,
}

impl ExportDraft {
    /// Checks the draft.
    ///
    /// # Errors
    /// `format` with the text of CONTRACTS A, `fields` naming the ones that there are not.
    pub fn check(&self) -> Result<ExportRequest, FieldErrors> {
        let mut errors = FieldErrors::new();
        let format = match self.format.trim() {
            "" => Some(FileFormat::Csv),
            word => FileFormat::from_word(word),
        };
        if format.is_none() {
            errors.add("format", "Invalid format. Must be csv, txt, json, or doc.");
        }
        let mut fields: Vec<ExportField> = Vec::new();
        for name in self.fields.iter().map(|name| name.trim()) {
            match ExportField::from_word(name) {
                Some(field) if fields.contains(&field) => {}
                Some(field) => fields.push(field),
                None => {
                    errors.add("fields", format!("There is no field “{}”.", name.chars().take(40).collect::<String>()))
                }
            }
        }
        if self.fields.is_empty() {
            fields = ExportField::DEFAULT.to_vec();
        }
        let mut filter = self.filter.clone();
        if !self.include_invalid
            && filter.get("valid", Operator::Is).is_none()
            && filter.get("valid", Operator::Not).is_none()
        {
            for word in ["true", "null"] {
                match filter.with("valid", word) {
                    Ok(narrower) => filter = narrower,
                    Err(wrong) => errors.merge(wrong),
                }
            }
        }
        errors.into_result(ExportRequest { format: format.unwrap_or(FileFormat::Csv), fields, filter })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_that_says_nothing_is_csv_of_the_usual_columns_without_invalid_numbers() {
        let request = ExportDraft::default().check().unwrap();
        assert_eq!((request.format, request.fields), (FileFormat::Csv, ExportField::DEFAULT.to_vec()));
        assert_eq!(request.filter.to_query(), "valid=null&valid=true");
        let all = ExportDraft { include_invalid: true, ..ExportDraft::default() }.check().unwrap();
        assert!(all.filter.is_empty());
        let invalid = Filter::parse_query("valid=false").unwrap();
        let asked = ExportDraft { filter: invalid.clone(), ..ExportDraft::default() }.check().unwrap();
        assert_eq!(asked.filter, invalid, "what the filter says of the validity counts");
    }

    #[test]
    fn what_there_is_not_is_told_at_its_field_together() {
        let draft = ExportDraft {
            format: "pdf".into(),
            fields: vec!["carrier".into(), "pin".into()],
            ..ExportDraft::default()
        };
        let errors = draft.check().unwrap_err();
        assert_eq!(errors.at("format"), ["Invalid format. Must be csv, txt, json, or doc."]);
        assert_eq!(errors.at("fields"), ["There is no field “pin”."]);
    }
}
