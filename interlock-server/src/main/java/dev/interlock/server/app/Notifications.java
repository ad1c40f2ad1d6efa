package dev.interlock.server.app;

import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.notify.channel.Channels;
import dev.interlock.server.notify.signal.Signals;
import java.io.IOException;
import java.util.Optional;

/**
 * The notifications that the server sends about what happens, each absent where nobody receives it.
 *
 * @param signals say which leases ended
 * @param channels say which holds wait for an answer
 */
record Notifications(Optional<Signals> signals, Optional<Channels> channels) implements AutoCloseable {

    /** Begins to tell, from where each receiver is. */
    static Notifications start(Core core) throws IOException {
        Optional<Signals> signals = signals(core);
        try {
            Optional<Channels> channels = channels(core);
            channels.ifPresent(core.telemetry()::watch);
            return new Notifications(signals, channels);
        } catch (IOException | RuntimeException e) {
            signals.ifPresent(Signals::close);
            throw e;
        }
    }

    private static Optional<Signals> signals(Core core) throws IOException {
        ServerConfig config = core.config();
        return config.signals().streams().isEmpty()
                ? Optional.empty()
                : Optional.of(Signals.start(
                        config.signals(),
                        config.domain(),
                        config.data(),
                        core.domain(),
                        core.keys().forOthers(),
                        core.clock()));
    }

    private static Optional<Channels> channels(Core core) throws IOException {
        ServerConfig config = core.config();
        return config.channels().channels().isEmpty()
                ? Optional.empty()
                : Optional.of(Channels.start(
                        config.channels(),
                        config.domain(),
                        config.data(),
                        core.domain(),
                        core.phrases(),
                        core.clock()));
    }

    @Override
    public void close() {
        signals.ifPresent(Signals::close);
        channels.ifPresent(Channels::close);
    }
}
