"""Pure decisions: no clock, no network, no database, no random; `now` is an argument."""
