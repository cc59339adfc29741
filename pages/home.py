"""Home: what is here, what was done last, what to do next."""

from app.components import header, home, importing
from app.components.lottery import at_home as lottery
from app.components.market import at_home as market
from app.i18n import _

standing = home.stand()
header.title(
    _("Home"),
    _("What is on the bench, what was done last, and what to do next."),
    action=importing.import_button if standing.datasets else None,
)
home.alerts(standing)
home.state_line(standing)
home.next_steps(standing)
lottery.draw()
market.draw()
home.recent_runs(standing.runs)
