"""What must outlive the process: lines with their numbers, passwords, the journal. SQLAlchemy only here."""
