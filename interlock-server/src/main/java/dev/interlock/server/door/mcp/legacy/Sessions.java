package dev.interlock.server.door.mcp.legacy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.method.Session;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.Revision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The legacy sessions of the door. A session belongs to the caller that opened it, and to one server. Nobody may have them all: an agent,
 * with all its instances, may have at most as many as are still free, and ends its own beyond that. Thread-safe.
 */
public final class Sessions {

    /** @param agent of any instance */
    private record Entry(Session session, String agent, Instant lastUsed) {}

    private final DoorSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    /** The sessions in the order of last use, longest unused first. Guarded by the lock. */
    private final LinkedHashMap<String, Entry> byId = new LinkedHashMap<>();

    public Sessions(DoorSettings settings, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** A new session, or empty if there are too many. */
    Optional<Session> open(
            AuthenticatedCaller caller,
            String server,
            Revision revision,
            Optional<String> task,
            ObjectNode capabilities) {
        byte[] id = new byte[32];
        byte[] label = new byte[8];
        lock.lock();
        try {
            random.nextBytes(id);
            random.nextBytes(label);
            expire();
            makeRoom(caller);
            if (byId.size() >= settings.maxSessions()) {
                return Optional.empty();
            }
            Session session = new Session(new Session.Opening(
                    Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                    "session-" + HexFormat.of().formatHex(label),
                    caller.holder(),
                    server,
                    revision,
                    task,
                    capabilities));
            byId.put(session.opening().id(), new Entry(session, caller.name(), clock.instant()));
            return Optional.of(session);
        } finally {
            lock.unlock();
        }
    }

    private void expire() {
        Instant horizon = clock.instant().minus(settings.sessionIdle());
        Iterator<Entry> oldest = byId.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (!entry.lastUsed().isBefore(horizon)) {
                return;
            }
            if (entry.session().listening().isEmpty()) {
                oldest.remove();
                entry.session().close();
            }
        }
    }

    private void makeRoom(AuthenticatedCaller caller) {
        List<String> own = having(entry -> entry.session().opening().holder().equals(caller.holder()));
        int surplus = own.size() - settings.maxSessionsPerCaller() + 1;
        own.stream().limit(Math.max(0, surplus)).forEach(this::remove);
        List<String> ofAgent = having(entry -> entry.agent().equals(caller.name()));
        if (!ofAgent.isEmpty() && ofAgent.size() >= settings.maxSessions() - byId.size()) {
            remove(ofAgent.getFirst());
        }
    }

    /** Returns the ids of such sessions, longest unused first. */
    private List<String> having(Predicate<Entry> property) {
        return byId.entrySet().stream()
                .filter(each -> property.test(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The session, if it exists and is this caller's at this server; to anybody else it does not exist. */
    Optional<Session> use(String id, AuthenticatedCaller caller, String server) {
        lock.lock();
        try {
            expire();
            Entry entry = byId.get(id);
            if (entry == null || !belongs(entry.session(), caller, server)) {
                return Optional.empty();
            }
            byId.remove(id);
            byId.put(id, new Entry(entry.session(), entry.agent(), clock.instant()));
            return Optional.of(entry.session());
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session; returns whether there was such a session. */
    boolean close(String id, AuthenticatedCaller caller, String server) {
        lock.lock();
        try {
            expire();
            Entry entry = byId.get(id);
            if (entry == null || !belongs(entry.session(), caller, server)) {
                return false;
            }
            remove(id);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void remove(String id) {
        Entry entry = byId.remove(id);
        if (entry != null) {
            entry.session().close();
        }
    }

    /** Ends the waiting of all sessions. */
    void close() {
        lock.lock();
        try {
            byId.values().forEach(entry -> entry.session().close());
        } finally {
            lock.unlock();
        }
    }

    private static boolean belongs(Session session, AuthenticatedCaller caller, String server) {
        return session.opening().holder().equals(caller.holder())
                && session.opening().server().equals(server);
    }
}
