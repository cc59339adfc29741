"""The Brazilian view of trades: what trading costs at B3 and what tax an individual owes, by dated tables with their sources.

A reckoning to plan with, not tax advice: the tables say up to when they were checked, and broker's notes go before them.
"""
