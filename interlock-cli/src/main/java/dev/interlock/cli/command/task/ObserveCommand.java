package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock observe}: tells a server what happened outside, or what exists. */
@Command(
        name = "observe",
        description = {
            "Report to the server what happened outside, as a source.",
            "With --from: report which objects exist."
        },
        footer = {
            "",
            "What was reported before is not recorded again. docs/api.md describes the format of FILE.",
            "In CSV, the first line is `type,id`, or `type,id,of` if objects belong to others, "
                    + "such as `vendor/7`; `of` may occur several times. Objects are reported through a "
                    + "tool that no one calls; see docs/policy.md, Known objects."
        })
public final class ObserveCommand extends RemoteCommand {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "JSON: {\"observations\": [...]}.")
    private @Nullable Path file;

    @Option(names = "--from", paramLabel = "CSV", description = "Objects that exist, one per line: type, id, and of.")
    private @Nullable Path from;

    @Option(names = "--tool", paramLabel = "TOOL", description = "The tool that reports them, if there are several.")
    private @Nullable String tool;

    @Option(names = "--dry-run", description = "With --from: check every line, but record nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException, WrongUsage, IOException {
        if ((file == null) == (from == null)) {
            throw new WrongUsage("give one file: FILE with observations, or --from with objects that exist");
        }
        if (from != null) {
            return tell(from);
        }
        if (dryRun || tool != null) {
            throw new WrongUsage("--dry-run and --tool need --from");
        }
        return super.call();
    }

    private int tell(Path objects) throws InterruptedException, WrongUsage, IOException {
        if (!Files.isReadable(objects) || Files.isDirectory(objects)) {
            throw new WrongUsage("`" + objects + "` cannot be read; choose a file that you can read");
        }
        boolean watched = asks();
        PrintWriter err = spec.commandLine().getErr();
        var told = new ToldFile(client(), dryRun, Optional.ofNullable(tool), so -> {
            if (watched) {
                err.print("\r\u001b[Kline " + so.line());
                err.flush();
            }
        });
        told.tell(objects);
        if (watched) {
            err.print("\r\u001b[K");
            err.flush();
        }
        if (isJson()) {
            spec.commandLine().getOut().println(Json.text(told.json()));
        } else {
            told.print(screen());
        }
        return told.fine() ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }

    @Override
    protected ApiClient.Request request() throws WrongUsage {
        byte[] text;
        try {
            text = Files.readAllBytes(file == null ? Path.of("") : file);
        } catch (IOException e) {
            throw new WrongUsage("`" + file + "` cannot be read; choose a file that you can read");
        }
        return switch (new JsonReader(JsonLimits.answers()).read(text)) {
            case JsonReader.Outcome.Value(JsonNode body) -> ApiClient.Request.send("POST", "/v1/observations", body);
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                throw new WrongUsage("`" + file + "`: " + defect);
        };
    }

    @Override
    protected void print(JsonNode body, Screen screen) {
        for (JsonNode one : body.path("observations")) {
            screen.line(Shown.text(one, "call") + "  " + Shown.text(one, "id"));
        }
    }
}
