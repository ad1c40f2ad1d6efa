package dev.interlock.server.notify.signal;

import dev.interlock.server.domain.Domain;
import dev.interlock.server.jose.SigningKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The receivers that are told of leases that ended, each by itself. */
public final class Signals implements AutoCloseable {

    /** The folder in the data folder that holds each receiver's position. */
    static final String FOLDER = "signals";

    private static final Duration EXCHANGE = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final URI issuer;
    private final EventTokens tokens;
    private final SortedMap<String, PollStream> polled = new TreeMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();

    private Signals(URI issuer, EventTokens tokens) {
        this.issuer = issuer;
        this.tokens = tokens;
    }

    /**
     * Begins to tell, from where each receiver is.
     *
     * @param name of the domain
     * @throws IOException if it cannot be kept how far they are
     */
    public static Signals start(
            SignalsConfig config, String name, Path data, Domain domain, SigningKeys keys, InstantSource clock)
            throws IOException {
        return start(config, name, data, domain, keys, clock, FIRST_WAIT);
    }

    static Signals start(
            SignalsConfig config,
            String name,
            Path data,
            Domain domain,
            SigningKeys keys,
            InstantSource clock,
            Duration firstWait)
            throws IOException {
        URI issuer = config.issuer().orElseThrow(() -> new IllegalArgumentException("signals have an issuer"));
        Path folder = Files.createDirectories(data.resolve(FOLDER));
        var feed = new Feed(domain);
        var tokens = new EventTokens(keys, issuer, name, clock);
        var signals = new Signals(issuer, tokens);
        try {
            for (Map.Entry<String, SignalsConfig.Stream> stream :
                    config.streams().entrySet()) {
                var position = new Position(folder.resolve(stream.getKey() + ".json"));
                switch (stream.getValue()) {
                    case SignalsConfig.Poll poll ->
                        signals.polled.put(stream.getKey(), new PollStream(poll, feed, position, tokens));
                    case SignalsConfig.Sent sent -> {
                        var target = new Target(sent, EXCHANGE);
                        Sender sender = switch (sent) {
                            case SignalsConfig.Push push -> new PushSender(push, target, tokens);
                            case SignalsConfig.Webhook webhook ->
                                new WebhookSender(webhook, target, tokens, name, clock);
                        };
                        signals.deliveries.add(
                                new Delivery(stream.getKey(), feed, position, sender, target, clock, firstWait));
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            signals.close();
            throw e;
        }
        signals.deliveries.forEach(Delivery::start);
        return signals;
    }

    Optional<PollStream> polled(String name) {
        return Optional.ofNullable(polled.get(name));
    }

    URI issuer() {
        return issuer;
    }

    EventTokens tokens() {
        return tokens;
    }

    /** Stops the signals; what is not acknowledged is told after the next start. */
    @Override
    public void close() {
        deliveries.forEach(Delivery::close);
    }
}
