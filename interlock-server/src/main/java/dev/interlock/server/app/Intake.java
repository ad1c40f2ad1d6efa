package dev.interlock.server.app;

import dev.interlock.server.door.RateLimiter;
import dev.interlock.server.identity.Callers;

/**
 * How whoever comes is received, the same at every door.
 *
 * @param callers finds out who it is
 * @param admission lets it in as far as there is room
 * @param refusals hears of those who are turned away
 */
record Intake(Callers callers, RateLimiter admission, RefusalRecord refusals) {

    static Intake of(Core core, Callers callers) {
        var admission = new RateLimiter(core.config().limits().traffic(), System::nanoTime);
        core.enforcer().count(admission);
        return new Intake(callers, admission, new RefusalRecord(core.domain(), core.clock()));
    }
}
