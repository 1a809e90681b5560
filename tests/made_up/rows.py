"""Rows of a made-up task: compute that falls by half at a steady rate, with every method of getting it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

Row = dict[str, str]

LEVEL = 0.9
MOST_OF_A_CURVE = 0.99
FIRST_DAY, LAST_DAY = date(2012, 1, 1), date(2026, 10, 31)
START_FLOP = 1e19
DAYS_OF_A_MONTH = 365.25 / 12
MEAN_DOUBLINGS_BEHIND = 4.0
"""How far a result lies above the least possible compute of its day, in the mean."""

MOST_DOUBLINGS_BEHIND = 20.0

COMMON_EVERY = 20
"""One system in so many has results in every task."""

DEVICES: tuple[Row, ...] = tuple(
    {
        "name": f"Made-up {name}",
        "vendor": "Nobody",
        "released": f"{year}-05-01",
        "fp16_tensor_flop_per_second": f"{peak:g}",
        "source": "Made up.",
    }
    for name, year, peak in (("K1", 2012, 4e12), ("V2", 2017, 1.25e14), ("H4", 2022, 9.89e14))
)
WORDS = ("Deep", "Wide", "Sparse", "Slim", "Dense", "Fast", "Tiny", "Gated", "Linear", "Mixed")
KINDS = ("Net", "Former", "Mixer", "Conv", "SSM", "MLP")
LABS = tuple(f"Lab of {place}" for place in ("Anywhere", "Elsewhere", "Nowhere", "Somewhere", "Everywhere"))
STATUSES = ("claimed",) * 380 + ("reproduced",) * 16 + ("disputed",) * 2 + ("withdrawn",) * 2
TOLD = frozenset({"reproduced", "disputed", "withdrawn"})
COLUMNS = (
    *("target", "system", "published", "value", "training_flop", "training_flop_low", "training_flop_high"),
    *("flop_method", "forward_flop", "examples", "passes", "parameters", "devices", "device"),
    *("peak_flop_per_second", "utilisation", "seconds", "cost_usd", "energy_kwh", "runs", "curve", "status"),
    *("status_date", "status_reason", "status_url"),
    *("source_kind", "source", "source_url", "date_source", "note"),
)


def rows_of_task(number: int, results: int, curves: int) -> list[Row]:
    """The results of the task of that number; the last `curves` of them name a learning curve."""
    chance = Random(f"made-up task {number}")
    months_to_half = 8 + number % 17
    return [_row(chance, number, n, months_to_half, n >= results - curves) for n in range(results)]


def _row(chance: Random, number: int, n: int, months_to_half: int, with_curve: bool) -> Row:
    day = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days + 1))
    months = (day - FIRST_DAY).days / DAYS_OF_A_MONTH
    behind = min(chance.expovariate(1 / MEAN_DOUBLINGS_BEHIND), MOST_DOUBLINGS_BEHIND)
    flop = float(f"{START_FLOP * 2 ** (behind - months / months_to_half):.6g}")
    paper = chance.randrange(400)
    curve = f"curve-{n:06}" if with_curve else ""
    system = _system(chance, number, n)
    value = f"{chance.uniform(LEVEL, MOST_OF_A_CURVE):.4f}" if n % 5 else ""
    method = _method(chance, n % 4, flop)
    runs = str(chance.randrange(1, 6)) if n % 2 else ""
    # A row without a curve was read in a report, which says what it made of its runs.
    read = {"runs": "1", "source_kind": "measured"} if curve else {"runs": runs}
    mean = "" if read["runs"] in ("", "1") else ", mean of all runs"
    row = dict.fromkeys(COLUMNS, "") | {
        "target": "level",
        "system": system,
        "published": day.isoformat() if n % 3 else day.isoformat()[:7],
        "value": value,
        "training_flop": f"{flop:.6g}",
        **method,
        **read,
        "curve": curve,
        "status": "log-checked" if curve else chance.choice(STATUSES),
        "source": f"{LABS[paper % len(LABS)]}, made-up report {paper}, table {1 + n % 9}{mean}",
        "source_url": f"https://effsite.github.io/made-up/{paper:03}/table-{1 + n % 9}",
        "date_source": f"Date of report {paper}.",
        "note": f"Made up; the only word on row {n}." if n % 7 == 0 else "",
    }
    return row | _told(row["status"]) if row["status"] in TOLD else row


def _told(status: str) -> Row:
    """Why a row has its status, since when, and where that is written."""
    return {
        "status_date": LAST_DAY.isoformat(),
        "status_reason": f"Made up to be {status}.",
        "status_url": f"https://reports.example/{status}",
    }


def _system(chance: Random, number: int, n: int) -> str:
    """A name of its own, or for some rows one that the row of that number has in every task."""
    if n % COMMON_EVERY == 0:
        return f"Common {KINDS[n // COMMON_EVERY % len(KINDS)]} {n}"
    return f"{chance.choice(WORDS)} {chance.choice(KINDS)} {number}-{n}"


def _method(chance: Random, which: int, flop: float) -> Row:
    """How the compute was got, with figures that give it within their rounding."""
    match which:
        case 0:
            forward = 10 ** chance.uniform(4, 8)
            return {
                "flop_method": "counted",
                "source_kind": "reported",
                "forward_flop": f"{forward:.6g}",
                "examples": f"{flop / 3 / forward:.6g}",
                "passes": "3",
                "seconds": f"{60 * 2 ** chance.uniform(0, 14):.5g}",
            }
        case 1:
            parameters = 10 ** chance.uniform(4, 6)
            return {
                "flop_method": "parameters",
                "source_kind": "estimated",
                "parameters": f"{parameters:.6g}",
                "examples": f"{flop / 6 / parameters:.6g}",
            }
        case 2:
            return _hardware(chance, flop)
        case _:
            return {
                "flop_method": "reported",
                "source_kind": "reported",
                "training_flop_low": f"{flop * 0.8:.4g}",
                "training_flop_high": f"{flop * 1.3:.4g}",
            }


def _hardware(chance: Random, flop: float) -> Row:
    device = chance.choice(DEVICES)
    peak, devices, share = float(device["fp16_tensor_flop_per_second"]), 8, 0.35
    hours = flop / (devices * peak * share) / 3600
    return {
        "flop_method": "hardware",
        "source_kind": "estimated",
        "devices": str(devices),
        "device": device["name"],
        "peak_flop_per_second": f"{peak:g}",
        "utilisation": f"{share:g}",
        "seconds": f"{hours * 3600:.6g}",
        "cost_usd": f"{hours * devices * 2.5:.6g}",
        "energy_kwh": f"{hours * devices * 0.4:.6g}",
    }


def curve_points(row: Row) -> Iterator[Row]:
    """Twelve evaluations, of which the tenth is the first at the level, with the compute of the row."""
    flop = float(row["training_flop"])
    for step in range(1, 13):
        yield {
            "step": str(100 * step),
            "training_flop": f"{flop * step / 10:.8g}",
            "value": f"{min(LEVEL * step / 10, MOST_OF_A_CURVE):.4f}",
        }
