package dev.interlock.server.notify.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.domain.DeadLease;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

/**
 * Poll delivery of security event tokens (RFC 8936): a receiver fetches the tokens that it has not acknowledged.
 * Acknowledgements are durable before they are answered. Thread-safe.
 */
final class PollStream {

    static final int MOST = 100;
    /** The most requests that wait for something to end. */
    private static final int MOST_WAITING = 4;

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final SignalsConfig.Poll stream;
    private final Feed feed;
    private final Position position;
    private final EventTokens tokens;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private Position.At at; // guarded by this

    PollStream(SignalsConfig.Poll stream, Feed feed, Position position, EventTokens tokens) throws IOException {
        this.stream = stream;
        this.feed = feed;
        this.position = position;
        this.tokens = tokens;
        this.at = position.read(feed.end());
    }

    boolean isOf(String authorization) {
        return stream.proves(authorization);
    }

    /**
     * The request of a receiver.
     *
     * @param most tokens to be answered; 0 to acknowledge alone
     * @param atOnce answer at once, also with nothing
     * @param known ids of tokens that the receiver has, or could not use: it is sent none of these again
     */
    record Request(int most, boolean atOnce, Collection<String> known) {}

    ObjectNode answer(Request request) throws IOException, InterruptedException {
        acknowledge(request.known());
        ObjectNode answer = Json.object();
        ObjectNode sets = answer.putObject("sets");
        if (request.most() == 0) {
            return answer;
        }
        List<DeadLease> found = unacknowledged(request.most() + 1);
        if (found.isEmpty() && !request.atOnce() && waiting.tryAcquire()) {
            try {
                feed.await(last(), LONGEST);
            } finally {
                waiting.release();
            }
            found = unacknowledged(request.most() + 1);
        }
        found.stream()
                .limit(request.most())
                .forEach(lease -> sets.put(tokens.id(lease), tokens.token(lease, stream.audience())));
        if (found.size() > request.most()) {
            answer.put("moreAvailable", true);
        }
        return answer;
    }

    private synchronized void acknowledge(Collection<String> ids) throws IOException {
        var beyond = new TreeSet<>(at.beyond());
        for (String id : ids) {
            OptionalLong entry = EventTokens.entry(id);
            if (entry.isPresent() && entry.getAsLong() >= at.next() && isOurs(entry.getAsLong(), id)) {
                beyond.add(entry.getAsLong());
            }
        }
        if (beyond.size() > at.beyond().size()) {
            Position.At after = advanced(at.next(), beyond);
            position.write(after);
            at = after;
        }
    }

    private boolean isOurs(long entry, String id) throws IOException {
        return feed.at(entry).filter(lease -> tokens.id(lease).equals(id)).isPresent();
    }

    /** Goes on as far as all that ended is acknowledged. */
    private Position.At advanced(long from, TreeSet<Long> beyond) throws IOException {
        long next = from;
        while (!beyond.isEmpty()) {
            List<DeadLease> first = feed.next(next, 1).leases();
            if (first.isEmpty() || !beyond.remove(first.getFirst().seq())) {
                break;
            }
            next = first.getFirst().seq() + 1;
        }
        return new Position.At(next, beyond);
    }

    private synchronized List<DeadLease> unacknowledged(int most) throws IOException {
        var found = new ArrayList<DeadLease>();
        long next = at.next();
        while (found.size() < most) {
            Feed.Batch batch = feed.next(next, most);
            if (batch.leases().isEmpty()) {
                break;
            }
            batch.leases().stream()
                    .filter(lease -> !at.beyond().contains(lease.seq()))
                    .limit(most - found.size())
                    .forEach(found::add);
            next = batch.next();
        }
        return found;
    }

    /** Returns the position behind everything that is acknowledged: whatever is there already was looked at just now. */
    private synchronized long last() {
        return at.beyond().isEmpty()
                ? at.next()
                : Math.max(at.next(), at.beyond().last() + 1);
    }
}
