package dev.interlock.server.app;

import io.helidon.logging.common.spi.LoggingProvider;

/** Tells the web server that logging is set up by whoever starts the process; without a provider it says so aloud. */
public final class QuietLogging implements LoggingProvider {

    @Override
    public void initialization() {}

    @Override
    public void runTime() {}
}
