package dev.interlock.server.console;

import dev.interlock.server.domain.RecordFeed;
import dev.interlock.server.http.server.EventOutput;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Tells open pages that the record grew, as server-sent events: how many entries it has, and nothing of what is in them, which a page asks
 * for by itself. Thread-safe.
 */
public final class Changes implements AutoCloseable {

    /** The largest number of pages that are told at a time; others show what there was when they were opened. */
    private static final int MOST = 200;
    /** The largest number of pages of one person. Browsers open six connections to a server, so more than these are pages that were left. */
    static final int MOST_OF_ONE = 20;

    /** A sign of life, so that both sides notice when the other is gone. */
    private static final Duration QUIET = Duration.ofSeconds(15);
    /** The time after which a page asks again, with its session. */
    private static final Duration LIFE = Duration.ofMinutes(10);
    /** The pause between two messages: entries come in bursts. */
    private static final Duration BURST = Duration.ofMillis(200);

    private final RecordFeed feed;
    private final ToldPages pages = new ToldPages(MOST, MOST_OF_ONE);

    /** @param feed tells of the record's growth; ended with this */
    public Changes(RecordFeed feed) {
        this.feed = feed;
    }

    /** The number of entries that there are. */
    long recorded() {
        return feed.end();
    }

    /**
     * Tells a page until it is left, or is the oldest of too many of this person, or asks again with its session.
     *
     * @param person who looks at the page
     * @param known the number of entries that the page knows of: it is told at once if there are more
     */
    Reply stream(Request request, String person, long known) throws Refusal, IOException {
        ToldPages.Told page = pages.open(person)
                .orElseThrow(() -> new Refusal(
                                503, "unavailable", "Too many pages are open. This page is not updated automatically.")
                        .with("Retry-After", "30"));
        try (EventOutput out = request.events(Map.of())) {
            runUntilReplaced(out, known);
        } finally {
            pages.close(page);
        }
        return Reply.streamed();
    }

    /** Tells a page that makes room for a later one so, or it would take the place of the next one. */
    private void runUntilReplaced(EventOutput out, long known) throws IOException {
        try {
            run(out, known);
        } catch (InterruptedException e) {
            out.writeInTime(event("replaced", known));
        }
    }

    private void run(EventOutput out, long before) throws IOException, InterruptedException {
        long until = System.nanoTime() + LIFE.toNanos();
        long known = before;
        out.writeInTime(EventOutput.ALIVE);
        while (System.nanoTime() < until && feed.await(known, QUIET)) {
            long end = feed.end();
            if (end > known) {
                known = end;
                out.writeInTime(event("changed", known));
                Thread.sleep(BURST);
            } else {
                out.writeInTime(EventOutput.ALIVE);
            }
        }
    }

    private static byte[] event(String name, long size) {
        return ("event: " + name + "\ndata: " + size + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Ends all streams. */
    @Override
    public void close() {
        feed.close();
    }
}
