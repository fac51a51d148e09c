"""The only code that speaks Microsoft Graph."""
