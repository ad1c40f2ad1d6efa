package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The tools of a server, read when needed and kept as long as the server allows. Thread-safe. */
final class ToolList {
    private static final int MAX_PAGES = 100;
    private static final int MAX_TOOLS = 10_000;

    private final String name;
    private final Requester requester;
    private final Timing timing;
    private final LongSupplier nanos;
    private final ReentrantLock listing = new ReentrantLock();
    private volatile @Nullable ToolCache kept; // written under the lock of this
    private long drops; // guarded by this

    ToolList(String name, Requester requester, Timing timing, LongSupplier nanos) {
        this.name = name;
        this.requester = requester;
        this.timing = timing;
        this.nanos = nanos;
    }

    /** Drops the tools, which have changed or do not fit. */
    synchronized void drop() {
        kept = null;
        drops++;
    }

    private synchronized long drops() {
        return drops;
    }

    /** Keeps the tools, unless they changed since the reading began: they may be from before. */
    private synchronized void keep(ToolCache read, long dropsBefore) {
        if (drops == dropsBefore) {
            kept = read;
        }
    }

    /** Returns the kept tools, however old; asks the server if there are none. */
    ToolCache any() throws UpstreamException {
        ToolCache current = kept;
        return current == null ? fresh() : current;
    }

    /** The tool of this name, even from an outdated list; empty if it is not offered or the server cannot be asked. */
    Optional<ToolCache.Known> known(String tool) {
        ToolCache current = kept;
        if (current != null && current.get(tool).isPresent()) {
            return current.get(tool);
        }
        try {
            return fresh().get(tool);
        } catch (UpstreamException e) {
            return Optional.empty();
        }
    }

    ToolCache fresh() throws UpstreamException {
        ToolCache current = kept;
        if (current != null && current.isFresh(nanos.getAsLong())) {
            return current;
        }
        listing.lock();
        try {
            current = kept;
            if (current != null && current.isFresh(nanos.getAsLong())) {
                return current;
            }
            long before = drops();
            ToolCache read = read();
            keep(read, before);
            return read;
        } finally {
            listing.unlock();
        }
    }

    private ToolCache read() throws UpstreamException {
        List<JsonNode> offered = new ArrayList<>();
        Duration ttl = timing.maxTtl();
        Optional<String> cursor = Optional.empty();
        for (int page = 0; page < MAX_PAGES; page++) {
            ObjectNode params = Json.object();
            cursor.ifPresent(at -> params.put("cursor", at));
            JsonNode result = requester.ask(Names.TOOLS_LIST, params);
            if (!result.path("tools").isArray()) {
                throw requester.failed("it answered `tools/list` without `tools`");
            }
            result.path("tools").forEach(offered::add);
            Duration said = result.path("ttlMs").isIntegralNumber()
                    ? Duration.ofMillis(Math.max(0, result.path("ttlMs").longValue()))
                    : timing.defaultTtl();
            ttl = said.compareTo(ttl) < 0 ? said : ttl;
            cursor = Optional.ofNullable(Json.string(result, "nextCursor"));
            if (offered.size() > MAX_TOOLS) {
                break;
            }
            if (cursor.isEmpty()) {
                return ToolCache.of(name, offered, ttl, nanos.getAsLong());
            }
        }
        throw requester.failed("its tool list does not end within " + MAX_PAGES + " pages and " + MAX_TOOLS + " tools");
    }
}
