"""The Streamlit dashboard: frame, state, cache, languages, charts. It stands on the library and names its composition root once."""
