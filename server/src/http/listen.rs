//! Connections: one socket for IPv6 and IPv4, time limits, and an end that finishes what is in hand.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::Context as _;
use axum::{
    body::Body,
    http::{Request, Version, header::HOST, uri::Authority},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::{net::TcpListener, sync::watch};
use tower::Service;

use crate::http::{client::Peer, front::Front};

/// Connections that wait to be accepted.
const BACKLOG: i32 = 1024;
/// The longest a client may take to send its headers.
const HEADERS_TIME: Duration = Duration::from_secs(10);
/// The largest request head, in bytes.
const HEAD_BYTES: usize = 128 * 1024;
/// How long requests in hand may take after we were asked to stop.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Binds. An IPv6 wildcard serves IPv4 too, and falls back to IPv4 where there is no IPv6.
pub fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match try_bind(address) {
        Ok(listener) => Ok(listener),
        Err(error) if address.ip().is_unspecified() && address.is_ipv6() && is_without_ipv6(&error) => {
            let v4 = SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port()));
            try_bind(v4).with_context(|| refused(v4))
        }
        Err(error) => Err(error).with_context(|| refused(address)),
    }
}

fn refused(address: SocketAddr) -> String {
    format!("不能在 {address} 上提供服务：端口可能已被占用，换一个用 --listen")
}

fn is_without_ipv6(error: &std::io::Error) -> bool {
    // EAFNOSUPPORT, EADDRNOTAVAIL
    matches!(error.raw_os_error(), Some(97 | 99)) || error.kind() == std::io::ErrorKind::AddrNotAvailable
}

fn try_bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// The address at which this machine's browser finds a listener.
pub fn url(listener: &TcpListener) -> anyhow::Result<String> {
    let address = listener.local_addr()?;
    Ok(match address.ip() {
        ip if ip.is_unspecified() => format!("http://localhost:{}", address.port()),
        IpAddr::V4(ip) => format!("http://{ip}:{}", address.port()),
        IpAddr::V6(ip) => format!("http://[{ip}]:{}", address.port()),
    })
}

/// A request of HTTP/1.1 has one `Host`, and only one that may be one (RFC 9112 §3.2).
fn names_one_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().is_ok_and(|host| {
            host.is_empty() || host.parse::<Authority>().is_ok_and(|host| !host.as_str().contains('@'))
        }),
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// Serves until `stop` turns true, then takes no new connection and lets the others end.
pub async fn serve(listener: TcpListener, front: Front, mut stop: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = async { stop.wait_for(|stop| *stop).await.is_ok() } => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: others have to end first.
                tracing::warn!(error = error.to_string(), "不能接受连接");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let (front, watched) = (front.clone(), front.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            let answer = if names_one_host(&request) {
                Ok(front.clone().call(request))
            } else {
                Err(front.refused_host(&request))
            };
            async move {
                match answer {
                    Ok(answer) => answer.await,
                    Err(refused) => Ok(refused),
                }
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS_TIME)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Broken connections are the client's affair; what is no HTTP is told.
            if connection.await.is_err_and(|error| error.is_parse()) {
                watched.unreadable(peer.ip());
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("有请求没有在期限内完成");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(version: Version, hosts: &[&str]) -> bool {
        let mut request = Request::builder().version(version);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        names_one_host(&request.body(()).expect("a request"))
    }

    #[test]
    fn a_request_names_one_host() {
        for good in ["localhost:3000", "www.example.gov.cn", "[::1]:3000", "192.0.2.1"] {
            assert!(with(Version::HTTP_11, &[good]), "{good}");
        }
        assert!(with(Version::HTTP_10, &[]));
        assert!(!with(Version::HTTP_11, &[]));
        assert!(!with(Version::HTTP_11, &["a", "b"]) && !with(Version::HTTP_10, &["a", "a"]));
        for bad in ["a b", "a/b", "user@a", "a,b c"] {
            assert!(!with(Version::HTTP_11, &[bad]), "{bad}");
        }
    }
}
