package dev.interlock.server.api;

import dev.interlock.policy.check.PolicyBundle;
import java.io.IOException;

/** Loads the configured bundle again and decides by it from then on, if it is without errors. */
@FunctionalInterface
public interface BundleActivator {

    /**
     * @param by the person who asked for it
     * @return the bundle that is now in force, or the one that was rejected; then the running one stays
     * @throws IOException if the history could not be folded under it; then the running one stays
     */
    PolicyBundle activate(String by) throws IOException;
}
