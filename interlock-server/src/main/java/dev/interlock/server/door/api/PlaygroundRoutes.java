package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.FileTree;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.DiagnosticJson;
import dev.interlock.server.workbench.Playground;
import dev.interlock.server.workbench.SentBundle;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Tries out bundles that people send. Nothing of it is recorded, and nothing is changed. */
final class PlaygroundRoutes implements Routes {

    private static final String FILES = "files";
    private static final String BASE = "base";

    private static final int LONGEST_NAME = 300;
    private static final int MOST_OBJECTS = 100;

    private final Playground playground;

    PlaygroundRoutes(Playground playground) {
        this.playground = playground;
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        if (request.depth() != 1) {
            return RoutedRequest.nowhere();
        }
        return switch (request.id()) {
            case "check" -> {
                Sent sent = sent(posted(caller, request));
                yield Reply.json(200, playground.check(sent.files(), sent.base()));
            }
            case "complete" -> complete(posted(caller, request));
            case "test" -> {
                Sent sent = sent(posted(caller, request));
                yield reply(playground.test(sent.files(), sent.base()));
            }
            case "decide" -> decide(posted(caller, request));
            default -> RoutedRequest.nowhere();
        };
    }

    private static Body posted(Caller caller, RoutedRequest request) throws Refusal, IOException {
        People.require(caller, "use the playground");
        return request.posted();
    }

    /** A bundle, and the one that it is compared with. */
    private record Sent(FileTree files, Optional<FileTree> base) {

        static Sent of(ObjectNode files, Optional<ObjectNode> base) throws Refusal {
            return new Sent(
                    SentBundle.of(FILES, files),
                    base.isPresent() ? Optional.of(SentBundle.of(BASE, base.get())) : Optional.empty());
        }
    }

    /** The bundles of a request that has nothing else. */
    private static Sent sent(Body body) throws Refusal {
        ObjectNode files = body.object(FILES);
        Optional<ObjectNode> base = base(body);
        body.finish();
        return Sent.of(files, base);
    }

    private static Optional<ObjectNode> base(Body body) {
        return body.has(BASE) ? Optional.of(body.object(BASE)) : Optional.empty();
    }

    private Reply complete(Body body) throws Refusal {
        String text = body.text("text", SentBundle.MOST_BYTES).orElse("");
        OptionalInt line = body.count("line");
        OptionalInt column = body.count("column");
        body.finish();
        return Reply.json(200, playground.complete(text, line.orElse(1), column.orElse(1)));
    }

    private Reply decide(Body body) throws Refusal {
        ObjectNode files = body.object(FILES);
        Optional<ObjectNode> base = base(body);
        String file = body.required("file", LONGEST_NAME);
        Optional<String> scenario = body.text("scenario", LONGEST_NAME).filter(name -> !name.isBlank());
        String by = body.required("by", LONGEST_NAME);
        Optional<String> opener = body.text("opened_by", LONGEST_NAME).filter(name -> !name.isBlank());
        Optional<String> runtime = body.text("runtime", LONGEST_NAME).filter(name -> !name.isBlank());
        String intent = body.required("intent", LONGEST_NAME);
        List<String> objects = body.texts("objects", MOST_OBJECTS);
        String tool = body.required("tool", LONGEST_NAME);
        ObjectNode args = body.object("args");
        OptionalLong after = body.duration("after");
        body.finish();
        Sent sent = Sent.of(files, base);
        ArrayNode steps = Json.array();
        after.ifPresent(millis -> steps.addObject().put("advance", millis / 1_000 + "s"));
        ObjectNode open = steps.addObject().put("open", "tried").put("by", opener.orElse(by));
        opener.ifPresent(other -> open.put("agent", by));
        open.put("intent", intent);
        if (!objects.isEmpty()) {
            objects.forEach(open.putArray("objects")::add);
        }
        ObjectNode call = steps.addObject().put("call", tool).put("by", by).put("task", "tried");
        runtime.ifPresent(instance -> call.put("runtime", instance));
        if (!args.isEmpty()) {
            call.set("args", args);
        }
        return reply(playground.decide(
                sent.files(), sent.base(), new Playground.Question(file, scenario, Json.text(steps))));
    }

    private static Reply reply(Playground.Outcome outcome) {
        return switch (outcome) {
            case Playground.Came(ObjectNode what) -> Reply.json(200, what);
            case Playground.Wrong(List<Diagnostic> diagnostics) -> {
                Reply problem =
                        Problems.of(422, Problems.BUNDLE, "the bundle or the scenario has mistakes, so it was not run");
                DiagnosticJson.put(
                        problem.tree().putArray("diagnostics"),
                        diagnostics.subList(0, Math.min(200, diagnostics.size())));
                yield problem;
            }
        };
    }
}
