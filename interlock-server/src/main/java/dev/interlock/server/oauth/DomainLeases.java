package dev.interlock.server.oauth;

import dev.interlock.server.domain.Leases;

/** The leases that count, as the domain knows them. Thread-safe. */
final class DomainLeases implements LiveLeases {

    private final Leases leases;

    DomainLeases(Leases leases) {
        this.leases = leases;
    }

    @Override
    public boolean live(long lease, long nowMillis) {
        return leases.live(lease, nowMillis);
    }

    @Override
    public boolean live(TaskToken token, long nowMillis) {
        return leases.find(token.lease(), nowMillis)
                .filter(lease -> lease.issued().task() == token.task()
                        && lease.issued().kind().equals(TaskGrants.LANE_KIND)
                                == token.lane().isPresent())
                .isPresent();
    }
}
