package dev.interlock.server.console.page.playground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The playground. All of it is in the form, and comes back with it: the server keeps nothing between two answers, and whatever is tried is
 * tried by the API.
 */
public final class PlaygroundPage implements Page {

    private static final int MOST_FILES = 40;
    private static final int ARGUMENT_BYTES = 20_000;

    private static final Predicate<String> BEFORE = path -> path.equals("interlock.yaml");
    private static final Predicate<String> AFTER = path -> path.startsWith("tests/");
    private static final Predicate<String> BETWEEN = BEFORE.or(AFTER).negate();

    private final Frames frames;

    public PlaygroundPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        Optional<String> part = visit.segment(1);
        if (visit.path().size() > 2) {
            throw Visit.nowhere();
        }
        if (visit.form().isEmpty()) {
            if (part.isPresent()) {
                throw Visit.nowhere();
            }
            return begun(visit);
        }
        if (part.isEmpty()) {
            return acted(visit);
        }
        return switch (part.get()) {
            case "problems" -> problems(visit);
            case "complete" -> proposals(visit);
            default -> throw Visit.nowhere();
        };
    }

    /** The page with the bundle in force, or with the example. */
    private Reply begun(Visit visit) throws V1Refusal, Refusal, IOException {
        boolean example = visit.parameter("from").equals(Optional.of("example"));
        if (!example) {
            try {
                JsonNode force = visit.v1().get("bundle/files");
                Map<String, String> files = files(force.path("files"));
                if (!files.isEmpty()) {
                    boolean whole = force.path("whole").asBoolean();
                    return page(
                            visit,
                            files,
                            whole ? new Base(Base.FORCE, files) : Base.NONE,
                            PlaygroundModel.Came.NOTHING,
                            whole
                                    ? ""
                                    : "The bundle in force is too large to be edited here in full: some of its "
                                            + "files are left out.");
                }
            } catch (V1Refusal e) {
                return page(visit, Example.FILES, Base.EXAMPLE, PlaygroundModel.Came.NOTHING, e.detail());
            }
        }
        return page(visit, Example.FILES, Base.EXAMPLE, PlaygroundModel.Came.NOTHING, "");
    }

    /** The bundle of this name to compare with; none where it cannot be had as a whole. */
    private static Base base(Visit visit, String name) throws IOException {
        return switch (name) {
            case Base.FORCE -> {
                try {
                    JsonNode force = visit.v1().get("bundle/files");
                    yield force.path("whole").asBoolean()
                            ? new Base(Base.FORCE, files(force.path("files")))
                            : Base.NONE;
                } catch (V1Refusal e) {
                    yield Base.NONE;
                }
            }
            case Base.SAMPLE -> Base.EXAMPLE;
            default -> Base.NONE;
        };
    }

    private static Map<String, String> files(JsonNode node) {
        Map<String, String> files = new LinkedHashMap<>();
        // What includes the others comes first, and scenarios last.
        Stream.of(BEFORE, BETWEEN, AFTER)
                .forEach(part -> node.properties().forEach(file -> {
                    if (part.test(file.getKey())) {
                        files.put(file.getKey(), file.getValue().asText());
                    }
                }));
        return files;
    }

    /** Does what a button says. */
    private Reply acted(Visit visit) throws V1Refusal, Refusal, IOException {
        String act = visit.field("act").orElse("check");
        if (act.equals("open")) {
            String shared = visit.field("shared").orElse("");
            try {
                return page(
                        visit,
                        SharedBundle.read(shared),
                        base(visit, Base.named(shared)),
                        PlaygroundModel.Came.NOTHING,
                        "");
            } catch (Refusal e) {
                return page(
                        visit,
                        Example.FILES,
                        Base.EXAMPLE,
                        PlaygroundModel.Came.NOTHING,
                        String.valueOf(e.getMessage()));
            }
        }
        Map<String, String> files = sent(visit);
        Base base = base(visit, visit.field("base").orElse(""));
        PlaygroundModel.Came came = switch (act) {
            case "test" ->
                PlaygroundModel.Came.tested(asked(visit, "playground/test", body(files, base)), base.words());
            case "decide" -> decided(visit, files, base);
            case "share" ->
                PlaygroundModel.Came.shared(
                        SharedBundle.written(files).map(text -> base.place() + "#" + SharedBundle.MARK + text));
            default -> PlaygroundModel.Came.NOTHING;
        };
        return page(visit, files, base, came, "");
    }

    /** The files of the form; one whose path was emptied is left out. */
    private static Map<String, String> sent(Visit visit) {
        Map<String, String> files = new LinkedHashMap<>();
        for (int i = 0; i <= MOST_FILES; i++) {
            String text = visit.field("text-" + i).orElse("").replace("\r\n", "\n");
            visit.field("path-" + i)
                    .map(String::strip)
                    .filter(path -> !path.isEmpty())
                    .ifPresent(path -> files.put(path, text));
        }
        return files;
    }

    private static ObjectNode body(Map<String, String> files, Base base) {
        ObjectNode body = Json.object();
        ObjectNode all = body.putObject("files");
        files.forEach(all::put);
        if (!base.files().isEmpty()) {
            ObjectNode before = body.putObject("base");
            base.files().forEach(before::put);
        }
        return body;
    }

    private static PlaygroundModel.Came decided(Visit visit, Map<String, String> files, Base base) throws IOException {
        String history = visit.field("history").orElse("");
        int bar = history.indexOf('|');
        ObjectNode body = body(files, base)
                .put("file", bar < 0 ? history : history.substring(0, bar))
                .put("by", visit.field("by").orElse(""))
                .put("intent", visit.field("intent").orElse(""))
                .put("tool", visit.field("tool").orElse(""));
        if (bar >= 0 && bar + 1 < history.length()) {
            body.put("scenario", history.substring(bar + 1));
        }
        List<String> objects = Stream.of(visit.field("objects").orElse("").split("[\\s,]+"))
                .filter(object -> !object.isEmpty())
                .toList();
        if (!objects.isEmpty()) {
            objects.forEach(body.putArray("objects")::add);
        }
        visit.field("after")
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .ifPresent(after -> body.put("after", after));
        String args = visit.field("args").orElse("{}");
        JsonReader.Outcome read = new JsonReader(JsonLimits.requests().withMaxBytes(ARGUMENT_BYTES))
                .read(args.getBytes(StandardCharsets.UTF_8));
        if (!(read instanceof JsonReader.Outcome.Value(ObjectNode arguments))) {
            return PlaygroundModel.Came.refused(
                    "The arguments are not a JSON object: write them as in {\"vendor_id\": \"V-1\", \"amount\": "
                            + "120.5}.");
        }
        body.set("args", arguments);
        return PlaygroundModel.Came.decided(asked(visit, "playground/decide", body), base.words());
    }

    /** What the API answers; where it refuses, why, with all mistakes that it lists. */
    private static ObjectNode asked(Visit visit, String target, ObjectNode body) throws IOException {
        try {
            return visit.v1().post(target, body);
        } catch (V1Refusal e) {
            JsonNode problem = e.problem().orElseGet(Json::object);
            String flaws = String.join("; ", Nodes.list(problem.path("errors"), flaw -> Nodes.text(flaw, "detail")));
            ObjectNode refused = Json.object().put("refused", flaws.isEmpty() ? e.detail() : flaws);
            if (problem.has("diagnostics")) {
                refused.set("diagnostics", problem.path("diagnostics"));
            }
            return refused;
        }
    }

    private Reply page(Visit visit, Map<String, String> files, Base base, PlaygroundModel.Came came, String note)
            throws IOException {
        ObjectNode checked = asked(visit, "playground/check", body(files, base));
        String open = visit.query().getOrDefault("file", List.of("")).getFirst();
        var model = PlaygroundModel.of(files, base, checked, came, PlaygroundModel.Entered.of(visit), note, open);
        return Html.page(
                200, "playground.jte", Map.of("frame", frames.of(visit, "playground", "Playground"), "model", model));
    }

    /** What is wrong, while somebody types. */
    private static Reply problems(Visit visit) throws IOException {
        Base base = base(visit, visit.field("base").orElse(""));
        ObjectNode checked = asked(visit, "playground/check", body(sent(visit), base));
        return Html.page(
                200, "playground-problems.jte", Map.of("problems", PlaygroundModel.Problems.of(checked, base.words())));
    }

    /** What can stand where somebody types. */
    private static Reply proposals(Visit visit) throws IOException {
        ObjectNode body = Json.object()
                .put("text", visit.field("text").orElse("").replace("\r\n", "\n"))
                .put("line", number(visit.field("line")))
                .put("column", number(visit.field("column")));
        return Html.page(
                200,
                "playground-proposals.jte",
                Map.of("proposals", PlaygroundModel.proposals(asked(visit, "playground/complete", body))));
    }

    private static int number(Optional<String> text) {
        return text.filter(digits -> digits.matches("[1-9][0-9]{0,5}"))
                .map(Integer::parseInt)
                .orElse(1);
    }
}
