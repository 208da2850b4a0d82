"""The mechanisms of a quarter: one file and one public function each (ODD 7)."""
