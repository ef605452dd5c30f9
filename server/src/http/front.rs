//! The front door: a page that is in the cache answers without going through the router.

use std::{
    convert::Infallible,
    future::{Future, ready},
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll},
};

use app::words::refusals;
use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode},
};
use tower::Service;

use crate::{
    context::{
        Portal,
        incidents::{ELSEWHERE, Incident},
    },
    http::{bounds, client, pages, refusal, router},
};

/// The whole portal as one service.
#[derive(Clone)]
pub struct Front {
    portal: Portal,
    router: Router,
}

impl Front {
    /// The door of a portal.
    pub fn new(portal: Portal) -> Self {
        Self { router: router(portal.clone()), portal }
    }

    /// The answer to a request that does not say, or says twice, whom it asks.
    pub fn refused_host(&self, request: &Request<Body>) -> Response<Body> {
        let route = bounds::pattern_of(request.uri().path());
        self.portal.refused(Incident::BadHost, route, client::address(&self.portal, request));
        let mut response = refusal::document(StatusCode::BAD_REQUEST, refusals::NO_HOST);
        self.portal.security.add_missing(response.headers_mut());
        response
    }

    /// A connection that sent what cannot be read: answered already, by the HTTP library, or not worth an answer.
    pub fn unreadable(&self, peer: IpAddr) {
        self.portal.refused(Incident::BadHead, ELSEWHERE, Some(peer));
    }
}

impl Service<Request<Body>> for Front {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if (request.method() == Method::GET || request.method() == Method::HEAD)
            && let Some(found) = pages::cached(&self.portal, &request)
        {
            self.portal.metrics.answered_from_cache();
            if found.is_at_hand(request.headers()) {
                return Box::pin(ready(Ok(found.respond(request.method(), request.headers()))));
            }
            let portal = self.portal.clone();
            return Box::pin(async move { Ok(found.send(&portal.turns, request.method(), request.headers()).await) });
        }
        let mut router = self.router.clone();
        Box::pin(async move { router.call(request).await })
    }
}
