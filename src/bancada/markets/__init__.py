"""What the market packs share: bars, instruments, sessions, validation, features, labels, regimes, backtest, costs, taxes."""
