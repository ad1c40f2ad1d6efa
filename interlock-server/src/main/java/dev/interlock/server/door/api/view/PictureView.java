package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.graph.Conflict;
import dev.interlock.server.graph.Picture;
import dev.interlock.server.graph.Ref;
import dev.interlock.server.graph.Scrubber;
import dev.interlock.server.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A picture in words: what is drawn, as a program or a table has it. */
public final class PictureView {

    private PictureView() {}

    public static ObjectNode of(Picture picture) {
        ObjectNode view = Json.object().put("title", picture.title()).put("description", picture.description());
        picture.conflict().ifPresent(conflict -> view.set("conflict", conflict(conflict)));
        steps(picture, view);
        ArrayNode tasks = view.putArray("tasks");
        picture.frames().forEach(frame -> tasks.add(task(frame, picture)));
        ArrayNode objects = view.putArray("objects");
        picture.cards().forEach(card -> objects.addObject().put("id", card.id()).put("about", card.about()));
        ArrayNode relations = view.putArray("relations");
        picture.edges().stream()
                .filter(edge -> edge.kind() == Picture.Edge.Kind.BELONGS_TO)
                .forEach(edge -> relations
                        .addObject()
                        .put("object", edge.from().id())
                        .put("of", edge.to().id()));
        return view;
    }

    /** Puts what the picture is about, and the steps before and after that. */
    private static void steps(Picture picture, ObjectNode view) {
        List<String> steps =
                Scrubber.steps(picture).stream().map(step -> step.ref().id()).toList();
        picture.chosen().ifPresent(chosen -> view.put("at", chosen));
        int at = picture.chosen().map(steps::indexOf).orElse(steps.size());
        if (at > 0) {
            view.put("previous", steps.get(at - 1));
        }
        if (at >= 0 && at + 1 < steps.size()) {
            view.put("next", steps.get(at + 1));
        }
    }

    private static ObjectNode conflict(Conflict conflict) {
        ObjectNode view = Json.object().put("rule", conflict.rule()).put("bond", conflict.bond());
        conflict.also().forEach(view.putArray("also")::add);
        view.put("object", conflict.between());
        view.put("earlier", conflict.earlier().call().id());
        view.put("later", conflict.later().call().id());
        ArrayNode steps = view.putArray("steps");
        conflict.steps()
                .forEach(step ->
                        steps.addObject().put("sentence", step.sentence()).put("detail", step.detail()));
        return view;
    }

    private static ObjectNode task(Picture.Frame frame, Picture picture) {
        ObjectNode view = Json.object()
                .put("id", frame.id())
                .put("intent", frame.intent())
                .put("instruction", frame.instruction())
                .put("agent", frame.agent())
                .put("openedBy", frame.opener())
                .put("opened", Times.of(frame.openedMillis()))
                .put("ended", frame.ended())
                .put("earlier", frame.earlier())
                .put("later", frame.later());
        frame.parent().ifPresent(parent -> view.put("parent", parent));
        frame.credentials().forEach(view.putArray("credentials")::add);
        ArrayNode calls = view.putArray("calls");
        frame.calls().forEach(call -> calls.add(call(call, picture)));
        return view;
    }

    private static ObjectNode call(Picture.Call call, Picture picture) {
        ObjectNode view = Json.object()
                .put("id", call.id())
                .put("time", Times.of(call.timeMillis()))
                .put("verdict", call.verdict().words())
                .put("agent", call.agent())
                .put("does", call.does())
                .put("tool", call.tool());
        ArrayNode touched = view.putArray("touched");
        picture.edges().stream()
                .filter(edge -> edge.from().equals(Ref.call(call.id())))
                .forEach(edge -> touched.add(edge.to().id()));
        return view;
    }

    /** Returns the address of a thing below a path, which is the same in the API and in the console. */
    public static Optional<String> link(String root, Ref ref) {
        String id = ref.id();
        return Optional.of(
                switch (ref.kind()) {
                    case CALL -> root + "/calls/" + encoded(id);
                    case TASK -> root + "/tasks/" + encoded(id);
                    case OBJECT -> root + "/objects/" + object(id);
                    case PARTY -> root + "/parties/" + encoded(id);
                });
    }

    /** The slash between type and id is one of the path; those in an id are not. */
    private static String object(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? encoded(key) : encoded(key.substring(0, slash)) + "/" + encoded(key.substring(slash + 1));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
