package dev.interlock.server.notify.channel;

import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * By which ways people are told what waits for them, and answer. Immutable.
 *
 * @param channels by name
 */
public record ChannelsConfig(SortedMap<String, Channel> channels) {

    /** There are none. */
    public static final ChannelsConfig NONE = new ChannelsConfig(new TreeMap<>());

    public ChannelsConfig {
        channels = Collections.unmodifiableSortedMap(new TreeMap<>(channels));
    }

    /**
     * One way.
     *
     * @param to where messages are posted to, if they are
     * @param secret by which they are signed; empty where there are none
     * @param internal whether that may be at an address that is not public
     * @param events what is told, as {@code hold.held}; empty for everything
     * @param answers how answers come in, if they do
     */
    public record Channel(
            Optional<URI> to, String secret, boolean internal, Set<String> events, Optional<Answers> answers) {
        public Channel {
            events = Collections.unmodifiableSet(new TreeSet<>(events));
        }

        @Override
        public String toString() {
            return "Channel[" + to.map(URI::toString).orElse("in only") + "]";
        }
    }

    /**
     * Answers that come in.
     *
     * @param secret by which they are signed
     * @param speaksFor the people whose answers it passes on; or one machine verifier, and nobody else
     */
    public record Answers(String secret, Set<String> speaksFor) {
        public Answers {
            speaksFor = Collections.unmodifiableSet(new TreeSet<>(speaksFor));
        }

        @Override
        public String toString() {
            return "Answers" + speaksFor;
        }
    }
}
