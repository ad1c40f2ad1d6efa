package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.StopSignal;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.door.api.view.SignedRecord;
import dev.interlock.server.jose.JwkSetReader;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock approvals}: held calls, and the answers of people to them. */
@Command(
        name = "approvals",
        description = "List held calls, and approve or reject them.",
        subcommands = {
            ApprovalsCommand.ListHolds.class,
            ApprovalsCommand.Show.class,
            ApprovalsCommand.Approve.class,
            ApprovalsCommand.Reject.class,
            ApprovalsCommand.Withdraw.class,
            ApprovalsCommand.Record.class,
            ApprovalsCommand.Keys.class,
            ApprovalsCommand.Verify.class
        })
public final class ApprovalsCommand extends CommandGroup {

    @Command(name = "list", description = "List held calls.")
    static final class ListHolds extends RemoteCommand {

        @Option(
                names = "--state",
                paramLabel = "STATE",
                defaultValue = "open",
                description = "open, rejected, spent, superseded, voided, expired, withdrawn, or all (default:"
                        + " ${DEFAULT-VALUE}).")
        private String state;

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                defaultValue = "",
                description = "Only the similar holds of this group, and how they differ.")
        private String group;

        @Option(
                names = "--watch",
                description = "Follow the list until Ctrl-C. A terminal redraws it when it changes; otherwise each "
                        + "change is printed as a line, or with --json as an object.")
        private boolean watch;

        @Override
        public Integer call() throws InterruptedException, WrongUsage, IOException {
            if (!watch) {
                return super.call();
            }
            if (!group.isEmpty()) {
                throw new WrongUsage("--watch follows the whole list; leave out --group");
            }
            var following = new HoldWatch(
                    path(),
                    isJson() ? HoldWatch.Output.JSON : asks() ? HoldWatch.Output.DRAWN : HoldWatch.Output.LINES,
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr(),
                    screen(),
                    Surroundings.of(spec).clock());
            StopSignal stop = StopSignal.hear();
            int code = ExitCode.FOUND_SOMETHING;
            try {
                code = following.run(this::client, time -> !stop.await(time));
                return code;
            } finally {
                stop.ended(code);
            }
        }

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get(path());
        }

        private String path() {
            return "/v1/holds?limit=500"
                    + (state.equals("all") ? "" : "&state=" + segment(state))
                    + (group.isEmpty() ? "" : "&group=" + segment(group));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            if (group.isEmpty()) {
                new HoldText(screen).list(body.path("holds"));
            } else {
                new HoldText(screen).alike(body.path("holds"));
            }
            if (body.has("next")) {
                screen.line("... and more after " + Shown.text(body, "next"));
            }
        }
    }

    @Command(name = "show", description = "Show everything that an approver needs to judge one held call.")
    static final class Show extends RemoteCommand {

        @Parameters(paramLabel = "HOLD", description = "Its id, such as h-17.")
        private String hold;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/holds/" + segment(hold));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            new HoldText(screen).show(body);
        }
    }

    /** The base of both answers. The call that is answered is the one that the server shows now: were it another by then, it refuses. */
    abstract static class AnswerHold extends RemoteCommand {

        @Parameters(
                paramLabel = "HOLD",
                arity = "1..*",
                description = "Its id, such as h-17; several similar holds are answered with one decision.")
        private List<String> holds;

        @Option(
                names = "--comment",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Why; it is recorded with the answer.")
        private String comment;

        abstract String verb();

        abstract String done(Screen screen);

        /** Adds to the body what else is said about one hold. */
        void add(ObjectNode body, JsonNode hold) {}

        @Override
        protected ApiClient.Request request() throws WrongUsage, InterruptedException, IOException {
            ObjectNode body = commented(comment);
            if (holds.size() > 1) {
                ArrayNode list = body.put("answer", verb()).putArray("holds");
                for (String hold : holds) {
                    list.addObject().put("id", hold).put("digest", digest(look("/v1/holds/" + segment(hold))));
                }
                return ApiClient.Request.send("POST", "/v1/holds/answers", body);
            }
            String hold = holds.getFirst();
            Optional<JsonNode> seen = look("/v1/holds/" + segment(hold));
            if (seen.isPresent()) {
                body.put("digest", digest(seen));
                add(body, seen.get());
            }
            return ApiClient.Request.send("POST", "/v1/holds/" + segment(hold) + "/" + verb(), body);
        }

        private static String digest(Optional<JsonNode> hold) {
            return hold.map(seen -> seen.path("digest").asText()).orElse("unknown");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            if (holds.size() > 1) {
                screen.line(done(screen) + ": " + String.join(", ", holds));
                return;
            }
            JsonNode held = body.path("hold");
            screen.line(done(screen) + ": " + Shown.text(held, "say") + ", requested by "
                    + Shown.text(held, "agent") + " (" + Shown.text(held, "id") + ", answer "
                    + Shown.text(body, "answer") + ")");
            if (Shown.text(held, "state").equals("open")) {
                new HoldText(screen).missing(held);
            }
        }
    }

    @Command(name = "withdraw", description = "Withdraw your own held call, or one in a task that you opened.")
    static final class Withdraw extends RemoteCommand {

        @Parameters(paramLabel = "HOLD", description = "Its id, such as h-17.")
        private String hold;

        @Option(names = "--comment", paramLabel = "TEXT", defaultValue = "", description = "Why; it is recorded.")
        private String comment;

        @Override
        protected ApiClient.Request request() {
            ObjectNode body = commented(comment);
            return ApiClient.Request.send("POST", "/v1/holds/" + segment(hold) + "/withdraw", body);
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line("withdrawn: " + Shown.text(body, "say") + " (" + Shown.text(body, "id") + ")");
        }
    }

    @Command(
            name = "record",
            description = "Print the signed record of a hold: what was held and why, who answered, and the outcome.",
            footer = {"", "Keep it, and verify it with `interlock approvals verify`."})
    public static final class Record extends RemoteCommand {

        @Parameters(paramLabel = "HOLD", description = "Its id, such as h-17.")
        private String hold;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/holds/" + segment(hold) + "/record");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            spec.commandLine().getOut().println(Json.text(body));
        }
    }

    @Command(name = "keys", description = "Print the public keys that verify records of approvals.")
    static final class Keys extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/jwks");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            spec.commandLine().getOut().println(Json.text(body));
        }
    }

    @Command(name = "verify", description = "Verify a record that you kept, without contacting a server.")
    static final class Verify implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "What `interlock approvals record` printed.")
        private Path file;

        @Option(
                names = "--keys",
                paramLabel = "FILE",
                required = true,
                description = "The server's public keys, as printed by `interlock approvals keys`. Do not use keys "
                        + "that came with the record.")
        private Path keys;

        @Override
        public Integer call() throws WrongUsage, IOException {
            JwtResult<KeySet> set = JwkSetReader.read(bytes(keys));
            if (set.toOptional().isEmpty()) {
                throw new WrongUsage("`" + keys + "` is not a set of public keys");
            }
            var out = new Screen(
                    spec.commandLine().getOut(), Surroundings.of(spec).colours());
            if (!(new JsonReader(JsonLimits.answers()).read(bytes(file))
                    instanceof JsonReader.Outcome.Value(ObjectNode record))) {
                out.line(out.bad("not verified") + ": `" + file + "` is not a record");
                return ExitCode.FOUND_SOMETHING;
            }
            Optional<String> defect =
                    SignedRecord.defect(record, set.toOptional().get());
            if (defect.isPresent()) {
                out.line(out.bad("not verified") + ": " + defect.get());
                return ExitCode.FOUND_SOMETHING;
            }
            out.line(out.good("verified") + ": " + Shown.text(record, "approval_event_id") + " was "
                    + Shown.text(record.path("evaluation"), "decision") + " at "
                    + Shown.time(record.path("evaluation"), "evaluated_at") + ", as `"
                    + Shown.text(record.path("mission"), "issuer") + "` says");
            return ExitCode.FINE;
        }

        private static byte[] bytes(Path file) throws WrongUsage, IOException {
            if (!Files.isRegularFile(file)) {
                throw new WrongUsage("there is no file `" + file + "`");
            }
            return Files.readAllBytes(file);
        }
    }

    @Command(
            name = "approve",
            description = "Permit exactly this call, once.",
            footer = {"", "The agent then makes the same call again, unchanged."})
    static final class Approve extends AnswerHold {

        @Option(
                names = "--code",
                paramLabel = "CODE",
                defaultValue = "",
                description = "The code of the hold, if one is required; at a terminal you are prompted for it.")
        private String code;

        @Override
        void add(ObjectNode body, JsonNode hold) {
            String typed = code;
            if (typed.isEmpty() && hold.path("confirm").asBoolean() && asks()) {
                new HoldText(screen()).show(hold);
                screen().blank();
                Console console = System.console();
                String line = console == null ? null : console.readLine("To approve this call, type its code: ");
                if (line == null) {
                    screen().blank(); // nothing was typed, so the cursor stands behind the question
                }
                typed = Objects.requireNonNullElse(line, "");
            }
            if (!typed.isEmpty()) {
                body.put("code", typed);
            }
        }

        @Override
        String verb() {
            return "approve";
        }

        @Override
        String done(Screen screen) {
            return screen.good("approved");
        }
    }

    @Command(name = "reject", description = "Deny this call for the rest of its task.")
    static final class Reject extends AnswerHold {
        @Override
        String verb() {
            return "reject";
        }

        @Override
        String done(Screen screen) {
            return screen.bad("rejected");
        }
    }
}
