"""The `signpost` command. Only typer is imported here: every command imports what it needs inside."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="signpost",
    help="A support bot that joins the troubleshooting guide with the live status page.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
keys = typer.Typer(help="Create, list and revoke API keys.", no_args_is_help=True)
app.add_typer(keys, name="keys")
slack = typer.Typer(help="Answer in Slack through Socket Mode, without a public address.", invoke_without_command=True)
app.add_typer(slack, name="slack")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Paths = Annotated[list[Path] | None, typer.Argument(help="Files and folders; the configured guides when left out.")]


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Port to listen on, 1 to 65535.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
) -> None:
    """Serve the API, the demo page and everything else."""
    from cli.commands.serve import serve as command

    raise typer.Exit(command(host, port))


@app.command()
def index(
    paths: Paths = None,
    as_json: AsJson = False,
    expand: Annotated[
        bool, typer.Option("--expand", help="Propose phrasings for new sections as a diff, by the language model.")
    ] = False,
) -> None:
    """Build an index generation from exactly these files and make it the current one."""
    if expand:
        if as_json:
            raise typer.BadParameter("--expand prints a diff, not JSON.")
        from cli.commands.expand import expand as propose

        raise typer.Exit(propose(paths or []))
    from cli.commands.index import index as command

    raise typer.Exit(command(paths or [], as_json))


@app.command()
def translate(
    language: Annotated[str, typer.Argument(help="The language to write in, such as de.")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="The article, or a folder that holds one; the configured guides if none."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write the draft to this new file, and not to the terminal.")
    ] = None,
) -> None:
    """Draft an article in another language, by the language model, for a person to correct."""
    from cli.commands.translate import translate as command

    raise typer.Exit(command(language, paths or [], output))


@app.command()
def check(paths: Paths = None, as_json: AsJson = False) -> None:
    """Check guides for mistakes; names the file and the line."""
    from cli.commands.check import check as command

    raise typer.Exit(command(paths or [], as_json))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many hits.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Show what the index finds, with scores and ranks."""
    from cli.commands.search import search as command

    raise typer.Exit(command(query, k, as_json))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="One question, 1 to 2000 characters.")],
    as_json: AsJson = False,
) -> None:
    """Answer one question."""
    from cli.commands.ask import ask as command

    raise typer.Exit(command(question, as_json))


@app.command()
def chat() -> None:
    """Talk in the terminal; an empty line or Ctrl+D ends it."""
    from cli.commands.chat import chat as command

    raise typer.Exit(command())


@app.command()
def status(
    url: Annotated[str | None, typer.Argument(help="A status page; the configured one when left out.")] = None,
    as_json: AsJson = False,
    replay: Annotated[Path | None, typer.Option(help="Play a recorded timeline through the bot instead.")] = None,
) -> None:
    """Read the status page now and say what was understood."""
    if replay is not None:
        from cli.commands.replay import replay as played

        raise typer.Exit(played(replay, as_json))
    from cli.commands.status import status as command

    raise typer.Exit(command(url, as_json))


@app.command(name="eval")
def evaluate(
    stage: Annotated[list[str] | None, typer.Option(help="Only this stage; may be repeated.")] = None,
    rescore: Annotated[bool, typer.Option("--rescore", help="Score the stored results again, ask nothing.")] = False,
    renew: Annotated[bool, typer.Option("--renew", help="Make today's values the baseline.")] = False,
    first: Annotated[int | None, typer.Option(min=1, help="Only so many rows of every set, no baseline.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the quality of answers; fails when it is worse than the baseline."""
    from cli.commands.evaluate import evaluate as command

    raise typer.Exit(command(stage or [], rescore, renew, first, as_json))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is configured, what is missing and how to mend it."""
    from cli.commands.doctor import doctor as command

    raise typer.Exit(command(as_json))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write a starter guide and settings.")] = Path(),
) -> None:
    """Write a starter guide, a product file and an example of the settings; overwrites nothing."""
    from cli.commands.init import init as command

    raise typer.Exit(command(folder))


@keys.command("create")
def keys_create(
    scope: Annotated[list[str], typer.Option(help="ask, search, assist, metrics or admin; may be repeated.")],
    whose: Annotated[str, typer.Argument(metavar="[NAME]", help="Who or what the key is for.")] = "",
    name: Annotated[str, typer.Option(help="The same, as an option.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="Valid for so many days; without it for good.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create a key and print it once; only its hash is kept."""
    from cli.commands.keys import create

    raise typer.Exit(create(scope, whose or name, days, as_json))


@keys.command("list")
def keys_list(as_json: AsJson = False) -> None:
    """List the keys, without their secrets."""
    from cli.commands.keys import show

    raise typer.Exit(show(as_json))


@keys.command("revoke")
def keys_revoke(key_id: Annotated[str, typer.Argument(help="The key's id, as `keys list` shows it.")]) -> None:
    """Revoke a key; running servers refuse it within five seconds."""
    from cli.commands.keys import revoke

    raise typer.Exit(revoke(key_id))


@slack.callback()
def slack_listen(context: typer.Context) -> None:
    """Answer in Slack through Socket Mode, without a public address, until Ctrl+C or SIGTERM."""
    if context.invoked_subcommand is None:
        from cli.commands.slack import listen

        raise typer.Exit(listen())


@slack.command("manifest")
def slack_manifest(
    url: Annotated[
        str | None, typer.Option(help="Where Slack reaches this server, https://...; Socket Mode without it.")
    ] = None,
) -> None:
    """Print the manifest to make the app from, as JSON."""
    from cli.commands.slack import manifest

    raise typer.Exit(manifest(url))


def run() -> None:
    """Run the command; Ctrl+C ends it quietly."""
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        # At its end the interpreter looks for cycles among all that was imported: a second of work, to free nothing.
        gc.freeze()
