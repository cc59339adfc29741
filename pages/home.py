"""Home: what is here, what was done last, what to do next."""

from app.components import header, home
from app.i18n import _

header.title(_("Home"), _("What is on the bench, what was done last, and what to do next."))
standing = home.stand()
home.alerts(standing)
home.state_line(standing)
home.next_steps(standing)
home.recent_runs(standing.runs)
