package dev.interlock.server.setting;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The traffic limits bound how much of the gateway one agent may use, how many requests one server gets at a time, and
 * how often one caller asks the API. A request beyond them is turned away with HTTP 429 before anything is decided.
 *
 * @param agent for every agent without an entry of its own
 * @param agents by name of the agent
 * @param server for every upstream without an entry of its own
 * @param servers by name of the upstream
 * @param api for every caller of the API
 */
public record Traffic(
        PerAgent agent,
        SortedMap<String, PerAgent> agents,
        PerServer server,
        SortedMap<String, PerServer> servers,
        Rate api) {

    public static final Traffic DEFAULT = new Traffic(
            new PerAgent(1_000, 2_000, 128),
            Collections.emptySortedMap(),
            new PerServer(512, Duration.ofSeconds(2)),
            Collections.emptySortedMap(),
            Rate.DEFAULT);

    /** A rate that is never reached. */
    public static final int ANY_RATE = 0;

    /** Makes limits with the usual rate at the API. */
    public Traffic(
            PerAgent agent,
            SortedMap<String, PerAgent> agents,
            PerServer server,
            SortedMap<String, PerServer> servers) {
        this(agent, agents, server, servers, Rate.DEFAULT);
    }

    public Traffic {
        agents = Collections.unmodifiableSortedMap(new TreeMap<>(agents));
        servers = Collections.unmodifiableSortedMap(new TreeMap<>(servers));
    }

    /**
     * The rate at which one caller may send requests.
     *
     * @param rate requests a second in the long run, or {@link #ANY_RATE}
     * @param burst requests at once after a time of silence
     */
    public record Rate(int rate, int burst) {

        /** The usual rate: more than people and well-behaved programs send. */
        static final Rate DEFAULT = new Rate(200, 2_000);

        public Rate {
            if (rate < 0 || burst < 1) {
                throw new IllegalArgumentException("limits must be positive");
            }
        }
    }

    /**
     * The limits of one agent, all its tokens together.
     *
     * @param rate requests a second in the long run, or {@link #ANY_RATE}
     * @param burst requests at once after a time of silence
     * @param concurrent requests under way at a time
     */
    public record PerAgent(int rate, int burst, int concurrent) {
        public PerAgent {
            if (rate < 0 || burst < 1 || concurrent < 1) {
                throw new IllegalArgumentException("limits must be positive");
            }
        }
    }

    /**
     * The limits of one server.
     *
     * @param concurrent requests under way at a time
     * @param timeout how long one more waits for its turn
     */
    public record PerServer(int concurrent, Duration timeout) {
        public PerServer {
            if (concurrent < 1 || timeout.isNegative()) {
                throw new IllegalArgumentException("limits must be positive");
            }
        }
    }

    public PerAgent of(String name) {
        return agents.getOrDefault(name, agent);
    }

    public PerServer at(String name) {
        return servers.getOrDefault(name, server);
    }

    /** Returns these limits with others for every agent that has none of its own. */
    public Traffic withAgent(PerAgent other) {
        return new Traffic(other, agents, server, servers, api);
    }

    /** Returns these limits with another for every caller of the API. */
    public Traffic withApi(Rate other) {
        return new Traffic(agent, agents, server, servers, other);
    }

    /** Returns these limits with others for every upstream that has none of its own. */
    public Traffic withServer(PerServer other) {
        return new Traffic(agent, agents, other, servers, api);
    }
}
