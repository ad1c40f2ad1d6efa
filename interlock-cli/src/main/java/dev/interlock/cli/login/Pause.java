package dev.interlock.cli.login;

import java.time.Duration;

/** The wait of a login; a parameter, so that tests need not wait. */
public interface Pause {

    void pause(Duration time) throws InterruptedException;
}
