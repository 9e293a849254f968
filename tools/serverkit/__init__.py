"""Private database servers for tests, demonstrations and daily work. See tools/servers."""
