package dev.interlock.server.notify.channel;

import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration of the channels by which people hear of holds, and answer. Immutable.
 *
 * @param channels by name
 */
public record ChannelsConfig(SortedMap<String, Channel> channels) {

    /** The configuration without channels. */
    public static final ChannelsConfig NONE = new ChannelsConfig(new TreeMap<>());

    public ChannelsConfig {
        channels = Collections.unmodifiableSortedMap(new TreeMap<>(channels));
    }

    /** The people whose answers channels pass on, or the one machine verifier, by the name of the channel. */
    public SortedMap<String, Set<String>> speakers() {
        var speakers = new TreeMap<String, Set<String>>();
        channels.forEach(
                (name, channel) -> channel.answers().ifPresent(answers -> speakers.put(name, answers.speaksFor())));
        return speakers;
    }

    /**
     * A channel.
     *
     * @param to the address that messages are posted to, if they are
     * @param secret the key of their signature; empty where there are no messages
     * @param internal whether the address may be internal
     * @param events the events that the channel is told of, as {@code hold.held}; empty for everything
     * @param answers the way in for answers, if there is one
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
     * The way in for answers.
     *
     * @param secret the key of their signature
     * @param speaksFor the people whose answers the channel passes on; or one machine verifier, and nobody else
     */
    record Answers(String secret, Set<String> speaksFor) {
        public Answers {
            speaksFor = Collections.unmodifiableSet(new TreeSet<>(speaksFor));
        }

        @Override
        public String toString() {
            return "Answers" + speaksFor;
        }
    }
}
