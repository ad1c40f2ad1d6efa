package dev.interlock.bench.replay;

/** The task in which a call of a run is made. A recorded run has one task; adaptive attacks go through further ones. */
enum Session {
    /** The task that the user opened with the prompt of the run. */
    MAIN,
    /** A task that the agent of the main task opened for a sub-agent, below its own. */
    SUB_TASK,
    /** A task of the same agent that ended before the main task began. */
    EARLIER,
    /** A task of another agent of the same owner that ended before the main task began. */
    OTHER_AGENT
}
