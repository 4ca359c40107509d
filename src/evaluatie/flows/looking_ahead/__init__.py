"""Composition of the staff over the next steps, from stock, moves and inflow."""

from evaluatie.flows.looking_ahead.forecast_result import Forecast
from evaluatie.flows.looking_ahead.forecasting import forecast
from evaluatie.flows.looking_ahead.from_records import forecast_inputs
from evaluatie.flows.looking_ahead.looking_back import Backtest, backtest

__all__ = ["Backtest", "Forecast", "backtest", "forecast", "forecast_inputs"]
