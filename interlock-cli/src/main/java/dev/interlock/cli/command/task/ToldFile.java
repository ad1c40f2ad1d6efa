package dev.interlock.cli.command.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.remote.ApiClient;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.csv.CsvReader;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells a server of the objects in a file, a hundred at a time. What is told already is not recorded again, so a run that was cut short, or
 * in which rows were wrong, is simply repeated.
 */
final class ToldFile {

    private static final int TOGETHER = 100;
    private static final int MOST_FLAWS = 20;
    private static final List<String> STATES = List.of("recorded", "known", "new", "refused");

    private final ApiClient client;
    private final boolean onlyTried;
    private final Optional<String> tool;
    private final Consumer<ToldFile> progress;

    private final Map<String, Long> states = new TreeMap<>();
    private final List<ObjectFile.Flaw> flaws = new ArrayList<>();
    private long wrong;
    private int line;
    private Optional<String> stopped = Optional.empty();

    /** @param progress hears of each part that was told */
    ToldFile(ApiClient client, boolean onlyTried, Optional<String> tool, Consumer<ToldFile> progress) {
        this.client = client;
        this.onlyTried = onlyTried;
        this.tool = tool;
        this.progress = progress;
    }

    /** Tells all of the file, or as much as can be told. */
    void tell(Path file) throws IOException, WrongUsage, InterruptedException {
        try (ObjectFile rows = ObjectFile.open(file)) {
            List<ObjectFile.Row> together = new ArrayList<>();
            for (Optional<ObjectFile.Row> row = rows.next(); row.isPresent() && stopped.isEmpty(); row = rows.next()) {
                row.get().wrong().ifPresent(this::flaw);
                if (row.get().object().isPresent()) {
                    together.add(row.get());
                }
                if (together.size() == TOGETHER) {
                    send(together);
                    together.clear();
                }
            }
            if (!together.isEmpty() && stopped.isEmpty()) {
                send(together);
            }
        } catch (CsvReader.Malformed e) {
            stopped = Optional.of("`" + file + "`, " + e.getMessage());
        }
    }

    private void send(List<ObjectFile.Row> rows) throws InterruptedException {
        ObjectNode body = Json.object();
        ArrayNode objects = body.putArray("objects");
        rows.forEach(row -> row.object().ifPresent(object -> {
            tool.ifPresent(name -> object.put("tool", name));
            objects.add(object);
        }));
        if (onlyTried) {
            body.put("dry_run", true);
        }
        switch (client.send(ApiClient.Request.send("POST", "/v1/observations", body))) {
            case ApiClient.Result.Done(JsonNode answer) -> count(rows, answer);
            case ApiClient.Result.Refused(JsonNode problem) -> {
                if (problem.has("objects")) {
                    count(rows, problem);
                } else {
                    stopped = Optional.of("refused by " + client.server() + " (" + Shown.text(problem, "code") + "): "
                            + Shown.text(problem, "detail"));
                }
            }
            case ApiClient.Result.Unreachable(String message) -> stopped = Optional.of(message);
        }
    }

    private void count(List<ObjectFile.Row> rows, JsonNode answer) {
        JsonNode objects = answer.path("objects");
        JsonNode errors = answer.path("errors");
        int error = 0;
        for (int i = 0; i < rows.size(); i++) {
            String state = objects.path(i).path("state").asText();
            states.merge(state, 1L, Long::sum);
            if (state.equals("refused")) {
                JsonNode why = errors.path(error++);
                flaw(new ObjectFile.Flaw(
                        rows.get(i).line(),
                        0,
                        Shown.text(objects.path(i), "object") + ": " + Shown.text(why, "detail")));
            }
        }
        line = rows.getLast().line();
        progress.accept(this);
    }

    private void flaw(ObjectFile.Flaw flaw) {
        wrong++;
        if (flaws.size() < MOST_FLAWS) {
            flaws.add(flaw);
        }
    }

    /** The line up to which all was told. */
    int line() {
        return line;
    }

    boolean fine() {
        return stopped.isEmpty() && wrong == 0;
    }

    private long of(String state) {
        return states.getOrDefault(state, 0L);
    }

    ObjectNode json() {
        ObjectNode node = Json.object().put("dry_run", onlyTried);
        STATES.forEach(state -> node.put(state, of(state)));
        node.put("wrong", wrong).put("line", line);
        ArrayNode list = node.putArray("errors");
        for (ObjectFile.Flaw flaw : flaws) {
            ObjectNode one = list.addObject().put("line", flaw.line());
            if (flaw.column() > 0) {
                one.put("column", flaw.column());
            }
            one.put("detail", flaw.detail());
        }
        stopped.ifPresent(why -> node.put("stopped", why));
        return node;
    }

    void print(Screen screen) {
        for (ObjectFile.Flaw flaw : flaws) {
            screen.line(flaw.text());
        }
        if (wrong > flaws.size()) {
            screen.line("... and " + (wrong - flaws.size()) + " more");
        }
        screen.line((onlyTried ? of("new") + " would be recorded, " : of("recorded") + " recorded, ") + of("known")
                + " known already, " + wrong + " wrong");
        stopped.ifPresent(why -> screen.line(screen.bad("stopped after line " + line) + ": " + why
                + (onlyTried ? "" : "\nrun it again: what is recorded is not recorded twice")));
    }
}
