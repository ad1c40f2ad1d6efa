package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.HeldCalls;
import dev.interlock.server.door.api.view.TimelineView;
import dev.interlock.server.graph.Drawing;
import dev.interlock.server.graph.Lanes;
import dev.interlock.server.graph.LanesLayout;
import dev.interlock.server.graph.Layout;
import dev.interlock.server.graph.TaskLanes;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.RecordIndex;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What tasks did lately, for people: as lanes on a time axis. */
final class TimelineRoutes implements Routes {

    /** The newest entries of the record that are looked at. */
    private static final int ENTRIES = 600;

    /** The entries that are read at a time, the newest first, until one is older than the time that is shown. */
    private static final int PART = 100;

    /** The width of the drawing. */
    private static final double WIDE = 836;

    private static final int LONGEST = (int) Duration.ofDays(7).toSeconds();
    private static final int USUAL = (int) Duration.ofMinutes(15).toSeconds();

    private final Domain domain;
    private final HeldCalls held;

    /** @param index of the record of the domain */
    TimelineRoutes(Domain domain, RecordIndex index) {
        this.domain = domain;
        this.held = new HeldCalls(domain, index);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal, IOException {
        return request.depth() == 0 ? show(caller, request.looked()) : RoutedRequest.nowhere();
    }

    private Reply show(Caller caller, Query query) throws Refusal, IOException {
        var form = PictureForm.of(query);
        int seconds = query.number("seconds", 1, LONGEST, USUAL);
        query.finish();
        People.require(caller, "see the timeline");
        Layout.prepare(); // pictures of what the lanes show are asked for next
        long now = domain.now();
        long from = now - Duration.ofSeconds(seconds).toMillis();
        var reading = new TaskLanes(from, now, held::isApproved);
        long size = domain.query(State::nextSeq);
        domain.query(TimelineRoutes::live).forEach(reading::live);
        boolean complete = read(size, from, reading);
        Lanes lanes = reading.lanes(domain.history()::event);
        Drawing drawing = LanesLayout.of(lanes, form.zone(), WIDE);
        if (form.file()) {
            return PictureForm.file(drawing);
        }
        ObjectNode view = TimelineView.of(lanes).put("complete", complete);
        return Reply.json(200, view.put("wide", form.drawn(drawing, "lanes")));
    }

    /** Reads what was recorded since a time; returns whether that is all of it. */
    private boolean read(long size, long from, TaskLanes reading) throws IOException {
        Deque<List<Recorded>> parts = new ArrayDeque<>();
        long first = size;
        boolean complete = first == 0;
        while (!complete && size - first < ENTRIES) {
            var part = new ArrayList<Recorded>();
            long end = first;
            first = Math.max(0, end - PART);
            domain.history().scan(first, end, part::add);
            parts.addFirst(part);
            complete = first == 0 || part.getFirst().timeMillis() < from;
        }
        parts.forEach(part -> part.forEach(reading::read));
        return complete;
    }

    private static List<TaskLanes.Live> live(State state) {
        return state.tasks().active().stream().map(TimelineRoutes::live).toList();
    }

    private static TaskLanes.Live live(Task task) {
        return new TaskLanes.Live(task.opened(), task.openedMillis(), task.lastMillis());
    }
}
