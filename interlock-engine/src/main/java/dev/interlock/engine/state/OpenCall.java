package dev.interlock.engine.state;

import dev.interlock.engine.monitor.CallView;

/**
 * A call that may have happened and is not settled: reserved, or of unknown outcome.
 *
 * @param view its facts; {@code view.seq()} is its number
 * @param unknown its outcome is unknown, and stays so until it is reconciled
 */
public record OpenCall(CallView view, boolean unknown) {}
