"""`nuchal serve`: start the web clinic."""

from __future__ import annotations

import click

from nuchal.cli.django_clinic import get_ready, with_progress


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="Port to listen on."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; one per core is a good number.",
)
@click.option("--demo", is_flag=True, help="An invented clinic to try everything in, on this machine only.")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """
    Start the web clinic, and bring its database and files up to date first. A worker beside it sends the messages.

    Settings come from the environment; .env.example explains them, and `nuchal doctor` checks them.
    """
    get_ready(demo=demo)
    from nuchal.clinic.notices.loop import run_until_stopped
    from nuchal.clinic.operations import serving
    from nuchal.clinic.operations.processes import Child

    if demo:
        click.echo("Getting the demonstration ready: its database, then its clients.", err=True)
    address = f"http://{host}:{port}"

    def load_demo() -> None:
        from nuchal.clinic.demo.telling import how_to_come_in, loaded

        click.echo("\n".join([*loaded(watched=with_progress), *how_to_come_in(address)]))

    serving.refuse_strangers(host)
    serving.serve(
        host=host,
        port=port,
        workers=workers,
        before=load_demo if demo else lambda: None,
        ready=lambda: click.echo(f"Open {address}/"),
        beside=[Child(name="worker", run=run_until_stopped)],
    )
