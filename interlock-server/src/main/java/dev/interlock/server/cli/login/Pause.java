package dev.interlock.server.cli.login;

import java.time.Duration;

/** Waits; a parameter, so that tests need not. */
public interface Pause {

    void pause(Duration time) throws InterruptedException;
}
