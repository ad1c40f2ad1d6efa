package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.HeldCalls;
import dev.interlock.server.door.api.view.PictureTasks;
import dev.interlock.server.door.api.view.PictureView;
import dev.interlock.server.graph.ConflictPicture;
import dev.interlock.server.graph.Layout;
import dev.interlock.server.graph.Links;
import dev.interlock.server.graph.Picture;
import dev.interlock.server.graph.Poster;
import dev.interlock.server.graph.Scrubber;
import dev.interlock.server.graph.SvgRenderer;
import dev.interlock.server.graph.TaskPicture;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.IndexedEntries;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Plain;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Pictures for people, drawn for a page or as a file by itself: of a call and why it was decided so, and of tasks at any time. */
final class PictureRoutes {

    private static final String STEP = "picture";
    private static final String CONFLICT = "conflict";
    private static final String TASKS = "tasks";
    private static final int SHOWN = 40;
    private static final int MOST_CONFLICTS = 20;

    private final Domain domain;
    private final RecordIndex index;
    private final TaskRoutes tasks;
    private final HeldCalls held;

    /** @param tasks tells which tasks there are */
    PictureRoutes(Domain domain, RecordIndex index, TaskRoutes tasks) {
        this.domain = domain;
        this.index = index;
        this.tasks = tasks;
        this.held = new HeldCalls(domain, index);
    }

    /** Returns whether a request below a call or a task asks for its picture. */
    boolean areAsked(RoutedRequest request) {
        return request.depth() == 2 && request.step().equals(STEP);
    }

    /** Answers with the picture of a call, whose steps lead to other calls and to tasks. */
    Reply routeCall(Caller caller, RoutedRequest request) throws Refusal, IOException {
        Query query = request.looked();
        var form = PictureForm.of(query);
        query.finish();
        People.require(caller, "see pictures");
        CallStory story = story(request.id());
        PictureTasks.Read read =
                reading().around(ConflictPicture.tasks(story), story.call().call());
        return reply(form, ConflictPicture.of(story, read.stories(), read.more(), held::verdict), form.parts());
    }

    /** Answers with the picture of a task and of all that it belongs to, as it was at a time. */
    Reply routeTask(Caller caller, RoutedRequest request) throws Refusal, IOException {
        Query query = request.looked();
        var form = PictureForm.of(query);
        Optional<String> at = query.text("at");
        Optional<String> steps = PictureForm.path(query, "steps");
        boolean rings =
                query.choice("show", Set.of(CONFLICT, TASKS)).orElse(CONFLICT).equals(CONFLICT);
        query.finish();
        People.require(caller, "see pictures");
        long task = tasks.visible(caller, request.id());
        String own = steps.orElse("/v1/tasks/" + request.id() + "/" + STEP);
        Told told = at.isPresent() ? at(task, at.get()) : newest(task, rings);
        Picture picture = rings ? told.picture() : told.picture().withoutRing();
        Reply reply = reply(form, picture, ref -> Optional.of(own + "?at=" + ref.id()));
        if (!form.file()) {
            told.conflicts().forEach(reply.tree().putArray("conflicts")::add);
        }
        return reply;
    }

    /**
     * The picture of a task.
     *
     * @param conflicts the ids of the calls around its step that met a conflict, the newest first
     */
    private record Told(Picture picture, List<String> conflicts) {
        static Told of(Picture picture, PictureTasks.Read read) {
            return new Told(
                    picture,
                    read.calls()
                            .filter(ConflictPicture::hasRing)
                            .map(Event.CallDecided::call)
                            .sorted(Comparator.reverseOrder())
                            .limit(MOST_CONFLICTS)
                            .map(Ids::call)
                            .toList());
        }
    }

    private PictureTasks reading() {
        return new PictureTasks(domain.history(), index);
    }

    /** The picture of a task as it is, or of the newest conflict among its calls. */
    private Told newest(long task, boolean rings) throws Refusal, IOException {
        PictureTasks reading = reading();
        PictureTasks.Read read = reading.around(reading.tree(task), Long.MAX_VALUE);
        Told all = Told.of(TaskPicture.of(read.stories(), read.more(), Optional.empty(), held::verdict), read);
        return rings && !all.conflicts().isEmpty() ? at(task, all.conflicts().getFirst()) : all;
    }

    /** The picture of a task when another was opened, or a call decided, that belongs to the same tree of delegation. */
    private Told at(long task, String id) throws Refusal, IOException {
        PictureTasks reading = reading();
        Set<Long> tree = new TreeSet<>(reading.tree(task));
        OptionalLong opened = Ids.parse('t', id);
        if (opened.isPresent() && tree.contains(opened.getAsLong())) {
            PictureTasks.Read read = reading.around(tree, opened.getAsLong());
            return Told.of(TaskPicture.of(read.stories(), read.more(), Optional.of(id), held::verdict), read);
        }
        CallStory story = story(id);
        if (!tree.contains(story.call().task())) {
            throw Problems.absent("the call `" + id + "` belongs to another task; see its own picture at `/v1/calls/"
                    + id + "/picture`");
        }
        tree.addAll(ConflictPicture.tasks(story));
        PictureTasks.Read read = reading.around(tree, story.call().call());
        return Told.of(ConflictPicture.of(story, read.stories(), read.more(), held::verdict), read);
    }

    private CallStory story(String id) throws Refusal, IOException {
        OptionalLong number = Ids.parse('c', id);
        long size = index.size();
        var entries = new IndexedEntries(domain.history(), index);
        Optional<CallStory> story = number.isPresent() && number.getAsLong() < size
                ? CallStory.of(number.getAsLong(), domain.history(), size, entries)
                : Optional.empty();
        if (story.isEmpty() || !Ids.call(story.get().call().call()).equals(id)) {
            throw Problems.absent("there is no call `" + Plain.cut(id, SHOWN) + "`");
        }
        return story.get();
    }

    private static Reply reply(PictureForm form, Picture picture, Links steps) throws Refusal {
        boolean empty = picture.frames().isEmpty() && picture.conflict().isEmpty();
        if (form.file()) {
            if (empty) {
                throw Problems.absent("the call has no task and no conflict, so there is nothing to draw");
            }
            return PictureForm.file(Poster.of(picture));
        }
        ObjectNode view = PictureView.of(picture);
        if (!empty) {
            view.put("wide", form.drawn(Layout.wide(picture), "wide"))
                    .put("phone", form.drawn(Layout.phone(picture), "phone"))
                    .put("time", SvgRenderer.page(Scrubber.of(picture, form.zone(), Layout.WIDE), steps, "time"));
        }
        return Reply.json(200, view);
    }
}
