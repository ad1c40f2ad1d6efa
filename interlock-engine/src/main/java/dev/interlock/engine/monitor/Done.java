package dev.interlock.engine.monitor;

/**
 * A call that met a requirement: it succeeded, and nothing has voided it yet.
 *
 * @param call its number, which is also that of its reservation
 * @param actor its doer, in the actor table
 * @param reservedAt when it was reserved, the earliest at which it can have happened
 * @param usedBy the open call that used it up; 0 while it is free
 */
record Done(long call, int actor, long reservedAt, long usedBy) {

    Done usedBy(long user) {
        return new Done(call, actor, reservedAt, user);
    }
}
