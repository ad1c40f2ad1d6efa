package dev.interlock.cli.command.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.Connection;
import dev.interlock.cli.remote.Refusal;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock audit}: the record of a running server. */
@Command(
        name = "audit",
        description = "Follow the record of a running server.",
        subcommands = {AuditCommand.Tail.class},
        footer = {"", "`interlock ledger` reads and verifies the record in a data folder."})
public final class AuditCommand extends CommandGroup {

    @Command(name = "tail", description = "Print entries as they are recorded, for members of the group `auditors`.")
    static final class Tail implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private Connection connection;

        @Option(names = "--ocsf", description = "Print OCSF, one JSON object per line.")
        private boolean ocsf;

        @Option(
                names = "--from",
                paramLabel = "ENTRY",
                description = "Begin at the entry with this number (default: the next one recorded).")
        private @Nullable Long from;

        @Option(
                names = "--count",
                paramLabel = "N",
                description =
                        "Stop after this many entries (default: when the stream ends; the server closes it after an"
                                + " hour).")
        private @Nullable Long count;

        @Override
        public Integer call() throws InterruptedException, WrongUsage, IOException {
            String path =
                    "/v1/audit/stream?form=" + (ocsf ? "ocsf" : "interlock") + (from == null ? "" : "&from=" + from);
            long most = count == null ? Long.MAX_VALUE : count;
            ApiClient.Result result = connection.client().stream(path, this::print, most);
            return switch (result) {
                case ApiClient.Result.Done done -> ExitCode.FINE;
                case ApiClient.Result.Refused(JsonNode problem) -> {
                    Refusal.print(
                            problem,
                            connection.address(),
                            new Screen(
                                    spec.commandLine().getErr(),
                                    connection.surroundings().colours()));
                    yield ExitCode.FOUND_SOMETHING;
                }
                case ApiClient.Result.Unreachable(String message) -> {
                    spec.commandLine().getErr().println("interlock: " + message);
                    yield ExitCode.WRONG_USAGE;
                }
            };
        }

        private void print(String data) {
            if (ocsf || connection.json()) {
                spec.commandLine().getOut().println(Screen.printable(data));
                return;
            }
            if (new JsonReader(JsonLimits.answers()).read(data.getBytes(StandardCharsets.UTF_8))
                    instanceof JsonReader.Outcome.Value(ObjectNode entry)) {
                connection
                        .screen()
                        .line(
                                Shown.text(entry, "seq") + "  "
                                        + Shown.recorded(Instant.ofEpochMilli(
                                                entry.path("time").asLong())) + "  " + Shown.text(entry, "type")
                                        + "  " + who(entry) + what(entry));
            }
        }

        private static String who(ObjectNode entry) {
            for (String member : new String[] {"actor", "by", "agent"}) {
                JsonNode found = entry.path(member);
                if (found.isTextual()) {
                    return Shown.text(entry, member);
                }
                if (found.isObject()) {
                    return Shown.text(found, "agent");
                }
            }
            return "-";
        }

        private static String what(ObjectNode entry) {
            JsonNode tool = entry.path("facts").path("tool");
            return tool.isTextual() ? "  " + Shown.value(tool) : "";
        }
    }
}
