package dev.interlock.server.http.helidon;

import io.helidon.logging.common.spi.LoggingProvider;

/**
 * The logging provider does nothing: the process that starts the server sets up logging. Without any provider the web
 * server would say so aloud.
 */
public final class QuietLogging implements LoggingProvider {

    @Override
    public void initialization() {}

    @Override
    public void runTime() {}
}
