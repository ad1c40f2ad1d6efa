package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.PictureView;
import dev.interlock.server.graph.ConflictPicture;
import dev.interlock.server.graph.Drawing;
import dev.interlock.server.graph.Layout;
import dev.interlock.server.graph.Picture;
import dev.interlock.server.graph.SvgRenderer;
import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.IndexedEntries;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Plain;
import dev.interlock.server.render.TaskStory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Pictures of calls and why they were decided so, for people: drawn for a page, or as a file by itself. */
final class PictureRoutes implements Routes {

    private static final String STEP = "picture";
    private static final String PAGE = "page";
    private static final String FILE = "file";
    private static final int SHOWN = 40;
    private static final Pattern ROOT = Pattern.compile("(/[a-z0-9-]{1,30}){1,3}");

    private final Domain domain;
    private final RecordIndex index;

    PictureRoutes(Domain domain, RecordIndex index) {
        this.domain = domain;
        this.index = index;
    }

    /** Returns whether a request below {@code /v1/calls} asks for a picture. */
    boolean areAsked(RoutedRequest request) {
        return request.depth() == 2 && request.step().equals(STEP);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        Query query = request.looked();
        String form = query.choice("form", Set.of(PAGE, FILE)).orElse(PAGE);
        String root = query.text("links").orElse("/v1");
        query.finish();
        People.require(caller, "pictures are");
        if (!ROOT.matcher(root).matches()) {
            throw Refusal.invalid("`links` is the path below which links lead, such as `/v1`");
        }
        Picture picture = picture(request.id());
        if (form.equals(PAGE)) {
            return Reply.json(200, drawn(picture, root));
        }
        if (picture.conflict().isEmpty()) {
            throw Problems.absent("the call met no conflict, so there is nothing to draw");
        }
        return file(Layout.wide(picture));
    }

    private Picture picture(String id) throws Refusal, IOException {
        OptionalLong number = Ids.parse('c', id);
        long size = index.size();
        var entries = new IndexedEntries(domain.history(), index);
        Optional<CallStory> story = number.isPresent() && number.getAsLong() < size
                ? CallStory.of(number.getAsLong(), domain.history(), size, entries)
                : Optional.empty();
        if (story.isEmpty() || !Ids.call(story.get().call().call()).equals(id)) {
            throw Problems.absent("there is no call `" + Plain.cut(id, SHOWN) + "`");
        }
        var tasks = new ArrayList<TaskStory>();
        for (long task : ConflictPicture.tasks(story.get())) {
            TaskStory.of(task, domain.history(), size, entries).ifPresent(tasks::add);
        }
        return ConflictPicture.of(story.get(), tasks);
    }

    private static ObjectNode drawn(Picture picture, String root) {
        ObjectNode view = PictureView.of(picture);
        if (picture.conflict().isEmpty()) {
            return view;
        }
        view.put("wide", SvgRenderer.page(Layout.wide(picture), ref -> PictureView.link(root, ref), "wide"));
        view.put("phone", SvgRenderer.page(Layout.phone(picture), ref -> PictureView.link(root, ref), "phone"));
        return view;
    }

    private static Reply file(Drawing drawing) {
        return new Reply(
                200,
                Map.of("Content-Type", "image/svg+xml"),
                new Body.Whole(SvgRenderer.file(drawing).getBytes(StandardCharsets.UTF_8)));
    }
}
