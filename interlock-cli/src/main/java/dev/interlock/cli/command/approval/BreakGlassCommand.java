package dev.interlock.cli.command.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.json.Json;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code interlock break-glass}: lanes for emergencies. */
@Command(
        name = "break-glass",
        description = "Open an emergency lane: short, recorded, and reviewed afterwards.",
        subcommands = {
            BreakGlassCommand.Open.class,
            BreakGlassCommand.Confirm.class,
            BreakGlassCommand.Credential.class,
            BreakGlassCommand.ListLanes.class,
            BreakGlassCommand.Show.class,
            BreakGlassCommand.End.class,
            BreakGlassCommand.Review.class
        },
        footer = {
            "",
            "The bundle decides whether two people open a lane, or one person who names a ticket. "
                    + "Rules that allow it are waived in the lane, and each waiver is recorded.",
            "Someone independent reviews it; until then, those who opened it cannot open another."
        })
public final class BreakGlassCommand extends CommandGroup {

    @Command(name = "open", description = "Open a lane for an agent, or propose one if two people are required.")
    static final class Open extends RemoteCommand {

        @Option(names = "--agent", paramLabel = "NAME", required = true, description = "The agent that acts in it.")
        private String agent;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is recorded.")
        private String reason;

        @Option(names = "--ticket", paramLabel = "ID", description = "The id of the incident's ticket.")
        private @Nullable String ticket;

        @Option(
                names = "--duty",
                paramLabel = "DUTY",
                description = "A duty that the lane is for; may be repeated (default: all that the bundle allows).")
        private List<String> duties = new ArrayList<>();

        @Option(
                names = "--object",
                paramLabel = "OBJECT",
                description = "An object that the lane is for, such as vendor/42; may be repeated.")
        private List<String> objects = new ArrayList<>();

        @Option(
                names = "--time",
                paramLabel = "DURATION",
                description = "How long the lane lasts, such as 10m (default: as long as the bundle allows).")
        private @Nullable String time;

        @Override
        protected ApiClient.Request request() {
            ObjectNode body = Json.object().put("agent", agent).put("reason", reason);
            if (ticket != null) {
                body.put("ticket", ticket);
            }
            if (time != null) {
                body.put("time", time);
            }
            add(body, "duties", duties);
            add(body, "objects", objects);
            return ApiClient.Request.send("POST", "/v1/lanes", body);
        }

        private static void add(ObjectNode body, String name, List<String> values) {
            if (!values.isEmpty()) {
                ArrayNode list = body.putArray(name);
                values.forEach(list::add);
            }
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            String id = Shown.text(body, "id");
            if (Shown.text(body, "state").equals("open")) {
                new LaneText(screen).opened(body);
            } else {
                screen.line("proposed as " + id
                        + "; a second person opens it within 15 minutes with `interlock break-glass confirm " + id
                        + "`");
            }
        }
    }

    /** A command about one lane. */
    abstract static class OfLane extends RemoteCommand {

        @Parameters(paramLabel = "LANE", description = "Its id, such as lane-30.")
        private String lane;

        String path() {
            return "/v1/lanes/" + segment(lane);
        }
    }

    @Command(name = "confirm", description = "Open a lane that someone else proposed.")
    static final class Confirm extends OfLane {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send("POST", path() + "/confirm", Json.object());
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            new LaneText(screen).opened(body);
        }
    }

    @Command(
            name = "credential",
            description = "Get a credential that lets a new process of the agent act in an open lane.",
            footer = {
                "",
                "Only those who opened the lane can get one. The process sends it in the header"
                        + " `Interlock-Lane-Credential`, together with its own token. Each credential is for one process"
                        + " and expires with the lane."
            })
    static final class Credential extends OfLane {

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "Write it to this new file, readable by its owner only, instead of printing it.")
        private @Nullable Path file;

        @Override
        protected ApiClient.Request request() throws WrongUsage {
            if (file != null && Files.exists(file)) {
                throw new WrongUsage("`" + file + "` already exists; choose a new file");
            }
            Path folder = file == null ? null : file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new WrongUsage("the folder of `" + file + "` does not exist; create it first");
            }
            return ApiClient.Request.send("POST", path() + "/credential", Json.object());
        }

        @Override
        protected JsonNode received(JsonNode body) throws IOException {
            if (file == null || !(body instanceof ObjectNode answer)) {
                return body;
            }
            SecretFile.write(file, (Shown.raw(answer, "credential") + "\n").getBytes(StandardCharsets.UTF_8));
            answer.remove("credential");
            return answer.put("file", file.toString());
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            new LaneText(screen).credential(body);
        }
    }

    @Command(name = "end", description = "End a lane early, or withdraw one that is only proposed.")
    static final class End extends OfLane {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send("POST", path() + "/end", Json.object());
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line(Shown.text(body, "id") + " is " + Shown.text(body, "state")
                    + (body.has("review_by") ? "; it is to be reviewed by " + Shown.text(body, "review_by") : ""));
        }
    }

    @Command(name = "list", description = "List open and past lanes.")
    static final class ListLanes extends RemoteCommand {

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "Only lanes in this state: proposed, withdrawn, open, ended, accepted or disputed.")
        private @Nullable String state;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/lanes?limit=500" + (state == null ? "" : "&state=" + segment(state)));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            new LaneText(screen).list(body.path("lanes"));
        }
    }

    @Command(name = "show", description = "Show a lane and what happened in it.")
    static final class Show extends OfLane {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get(path() + "/timeline");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            new LaneText(screen).show(body);
        }
    }

    @Command(
            name = "review",
            description = "Show what happened in a lane; with --accept or --dispute, record whether it was justified.",
            footer = {
                "",
                "Once accepted, what was done in the lane satisfies requirements from then on; if disputed, it never"
                        + " does."
            })
    static final class Review extends OfLane {

        @Option(names = "--accept", description = "Record that it was justified.")
        private boolean accept;

        @Option(names = "--dispute", description = "Record that it was not justified.")
        private boolean dispute;

        @Option(names = "--comment", paramLabel = "TEXT", defaultValue = "", description = "Why; it is recorded.")
        private String comment;

        @Override
        protected ApiClient.Request request() throws WrongUsage {
            if (accept && dispute) {
                throw new WrongUsage("give `--accept` or `--dispute`, not both");
            }
            if (!accept && !dispute) {
                return ApiClient.Request.get(path() + "/timeline");
            }
            ObjectNode body = Json.object().put("outcome", accept ? "accepted" : "disputed");
            if (!comment.isEmpty()) {
                body.put("comment", comment);
            }
            return ApiClient.Request.send("POST", path() + "/review", body);
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            if (body.has("entries")) {
                new LaneText(screen).show(body);
            } else {
                screen.line(Shown.text(body, "id") + " is " + Shown.text(body, "state"));
            }
        }
    }
}
