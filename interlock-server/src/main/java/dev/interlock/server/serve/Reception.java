package dev.interlock.server.serve;

import dev.interlock.server.identity.Callers;
import dev.interlock.server.mcp.Admission;

/**
 * How whoever comes is received, the same at every door.
 *
 * @param callers finds out who it is
 * @param admission lets it in as far as there is room
 * @param refusals hears of those who are turned away
 */
record Reception(Callers callers, Admission admission, RefusalRecord refusals) {

    static Reception of(Core core, Callers callers) {
        var admission = new Admission(core.config().limits().traffic(), System::nanoTime);
        core.enforcer().count(admission);
        return new Reception(callers, admission, new RefusalRecord(core.domain(), core.clock()));
    }
}
