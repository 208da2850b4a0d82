"""What every page uses: guard, session, jobs in other processes, choices, links, downloads."""
