package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.CommandGroup;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code interlock task}: opens, shows, amends and ends tasks. */
@Command(
        name = "task",
        description = "Open, show, amend and end tasks.",
        subcommands = {
            TaskCommand.Open.class,
            TaskCommand.Show.class,
            TaskCommand.ListTasks.class,
            TaskCommand.Amend.class,
            TaskCommand.Close.class,
            TaskCommand.Cancel.class
        })
public final class TaskCommand extends CommandGroup {

    @Command(
            name = "open",
            description = "Open a task.",
            footer = {"", "The agent names the task in the header `Interlock-Task` of its calls."})
    static final class Open extends RemoteCommand {

        @Parameters(paramLabel = "INTENT", description = "Intent of the policy bundle, such as pay-invoice.")
        private String intent;

        @Option(
                names = "--agent",
                paramLabel = "NAME",
                description = "The agent that acts in it (default: you, if you are an agent).")
        private @Nullable String agent;

        @Option(
                names = "--object",
                paramLabel = "TYPE/ID",
                description = "An object that the task is about, such as invoice/7.")
        private List<String> objects = new ArrayList<>();

        @Option(names = "--parent", paramLabel = "TASK", description = "The parent task.")
        private @Nullable String parent;

        @Option(
                names = "--time",
                paramLabel = "TIME",
                description = "How long the task lasts, such as 10m (default and maximum: the intent's).")
        private @Nullable String time;

        @Option(
                names = "--calls",
                paramLabel = "N",
                description = "The maximum number of calls (default and maximum: the intent's).")
        private @Nullable Integer calls;

        @Option(names = "--instruction", paramLabel = "TEXT", description = "What the agent is told to do.")
        private @Nullable String instruction;

        @Option(names = "--instruction-file", paramLabel = "FILE", description = "A file with the instruction.")
        private @Nullable Path instructionFile;

        @Override
        protected ApiClient.Request request() {
            ObjectNode body = Json.object().put("intent", intent);
            put(body, "agent", agent);
            put(body, "parent", parent);
            put(body, "time", time);
            put(body, "instruction", instructionFile == null ? instruction : read(instructionFile));
            if (calls != null) {
                body.put("calls", calls);
            }
            putAll(body, objects);
            return ApiClient.Request.send("POST", "/v1/tasks", body);
        }

        private String read(Path file) {
            if (instruction != null) {
                throw new ParameterException(
                        spec.commandLine(), "give either --instruction or --instruction-file, not both");
            }
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), "the file `" + file + "` cannot be read as text");
            }
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line(screen.good("opened") + " " + screen.bold(Shown.text(body, "id")) + " for "
                    + Shown.text(body, "agent") + ": " + Shown.text(body, "intent") + on(body));
            screen.line("until " + Shown.time(body, "deadline") + ", at most "
                    + Shown.plural(body.path("calls").asLong(), "call") + ", never idle for more than "
                    + Shown.seconds(body.path("idleSeconds").asLong()));
        }
    }

    @Command(name = "show", description = "Show a task.")
    static final class Show extends RemoteCommand {

        @Parameters(paramLabel = "TASK", description = "Its id, such as t-12.")
        private String task;

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/tasks/" + segment(task));
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            show(body, screen);
        }
    }

    @Command(name = "list", description = "List the tasks that have not ended.")
    static final class ListTasks extends RemoteCommand {

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.get("/v1/tasks?limit=500");
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            if (body.path("tasks").isEmpty()) {
                screen.line("no task is open");
                return;
            }
            var rows = new ArrayList<List<String>>();
            for (JsonNode task : body.path("tasks")) {
                rows.add(List.of(
                        Shown.text(task, "id"),
                        Shown.text(task, "parent"),
                        Shown.text(task, "agent"),
                        Shown.text(task, "intent"),
                        Shown.list(task.path("objects")),
                        Shown.text(task, "used") + " of " + Shown.text(task, "calls"),
                        Shown.time(task, "deadline")));
            }
            screen.table(List.of("TASK", "BELOW", "AGENT", "INTENT", "ABOUT", "CALLS", "UNTIL"), rows);
            if (body.has("next")) {
                screen.line("... and more after " + Shown.text(body, "next"));
            }
        }
    }

    @Command(
            name = "amend",
            description = "Change the bounds of a task.",
            footer = {
                "",
                "Its agent may only narrow them; an independent person may also widen them,",
                "and remove labels from what the task and those below it have read so far."
            })
    static final class Amend extends RemoteCommand {

        @Parameters(paramLabel = "TASK", description = "Its id, such as t-12.")
        private String task;

        @Option(
                names = "--object",
                paramLabel = "TYPE/ID",
                description = "An object that the task is about from now on; repeat it for all of them.")
        private List<String> objects = new ArrayList<>();

        @Option(names = "--time", paramLabel = "TIME", description = "How long it lasts from now, such as 10m.")
        private @Nullable String time;

        @Option(
                names = "--calls",
                paramLabel = "N",
                description = "The maximum number of calls, including those already made.")
        private @Nullable Integer calls;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is recorded.")
        private @Nullable String reason;

        @Option(
                names = "--declassify",
                paramLabel = "LABEL",
                description = "A label to remove from its content, such as label/private; needs a reason.")
        private List<String> declassify = new ArrayList<>();

        @Override
        protected ApiClient.Request request() {
            ObjectNode body = Json.object();
            if (!declassify.isEmpty()) {
                declassify.forEach(body.putArray("declassify")::add);
            }
            put(body, "time", time);
            put(body, "reason", reason);
            if (calls != null) {
                body.put("calls", calls);
            }
            putAll(body, objects);
            return ApiClient.Request.send("PATCH", "/v1/tasks/" + segment(task), body);
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            show(body, screen);
        }
    }

    /** The base of both ways to end a task. */
    abstract static class End extends RemoteCommand {

        @Parameters(paramLabel = "TASK", description = "Its id, such as t-12.")
        private String task;

        abstract String verb();

        @Override
        protected ApiClient.Request request() {
            return ApiClient.Request.send("POST", "/v1/tasks/" + segment(task) + "/" + verb(), Json.object());
        }

        @Override
        protected void print(JsonNode body, Screen screen) {
            screen.line(Shown.text(body, "id") + " has ended, with all its sub-tasks");
        }
    }

    @Command(name = "close", description = "End a task that is done, and its sub-tasks.")
    static final class Close extends End {
        @Override
        String verb() {
            return "close";
        }
    }

    @Command(name = "cancel", description = "End a task that should not be carried out, and its sub-tasks.")
    static final class Cancel extends End {
        @Override
        String verb() {
            return "cancel";
        }
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static void putAll(ObjectNode body, List<String> objects) {
        if (!objects.isEmpty()) {
            var list = body.putArray("objects");
            objects.forEach(list::add);
        }
    }

    private static String on(JsonNode task) {
        return task.path("objects").isEmpty() ? "" : " on " + Shown.list(task.path("objects"));
    }

    private static void show(JsonNode task, Screen screen) {
        screen.line(screen.bold(Shown.text(task, "id")) + "  " + Shown.text(task, "state") + ", "
                + Shown.text(task, "agent") + ": " + Shown.text(task, "intent") + on(task));
        if (task.has("parent")) {
            screen.field("below", Shown.text(task, "parent"));
        }
        screen.field("opened by", Shown.text(task, "openedBy"));
        screen.field(
                "parties",
                "chain " + Shown.text(task, "chain") + ", owner " + Shown.text(task, "owner") + ", origin "
                        + Shown.text(task, "origin"));
        screen.quotation("instruction", Shown.raw(task, "instruction"));
        screen.field("until", Shown.time(task, "deadline"));
        screen.field("calls", (task.has("used") ? Shown.text(task, "used") + " of " : "") + Shown.text(task, "calls"));
        if (!task.path("subtasks").isEmpty()) {
            screen.field("sub-tasks", Shown.list(task.path("subtasks")));
        }
    }
}
