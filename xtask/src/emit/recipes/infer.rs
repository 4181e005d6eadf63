//! Visits a program: the type that each name is bound to, and the type of each expression.

use std::collections::HashMap;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Ident, ImplItemFn, ItemFn, Member, Pat, Stmt, Token};

use super::api::Kind;
use super::check::Checker;
use super::std_methods;

impl Checker<'_> {
    pub(super) fn block(&mut self, block: &Block) -> Kind {
        self.scoped(|checker| {
            let mut last = Kind::Unknown;
            for statement in &block.stmts {
                last = checker.statement(statement);
            }
            last
        })
    }

    fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(HashMap::new());
        let result = inside(self);
        self.scopes.pop();
        result
    }

    fn statement(&mut self, statement: &Stmt) -> Kind {
        match statement {
            Stmt::Local(local) => {
                let mut kind = Kind::Unknown;
                if let Some(init) = &local.init {
                    kind = self.expr(&init.expr);
                    if let Some((_, diverge)) = &init.diverge {
                        self.expr(diverge);
                    }
                }
                self.bind(&local.pat, kind);
                Kind::Unknown
            }
            Stmt::Expr(expr, None) => self.expr(expr),
            other => {
                visit::visit_stmt(self, other);
                Kind::Unknown
            }
        }
    }

    /// Binds the names of a pattern to parts of a value.
    pub(super) fn bind(&mut self, pattern: &Pat, kind: Kind) {
        match (pattern, &kind) {
            (Pat::Ident(ident), _) => {
                let name = ident.ident.to_string();
                if let Some((_, below)) = &ident.subpat {
                    self.bind(below, kind.clone());
                }
                if let Some(scope) = self.scopes.last_mut() {
                    scope.insert(name, kind);
                }
            }
            (Pat::Type(typed), _) => {
                let written = self.kind(&typed.ty);
                self.visit_type(&typed.ty);
                self.bind(&typed.pat, written);
            }
            (Pat::Reference(inner), _) => self.bind(&inner.pat, kind),
            (Pat::Guard(guarded), _) => {
                self.bind(&guarded.pat, kind);
                self.expr(&guarded.guard);
            }
            (Pat::Paren(inner), _) => self.bind(&inner.pat, kind),
            (Pat::Or(or), _) => or
                .cases
                .iter()
                .for_each(|case| self.bind(case, kind.clone())),
            (Pat::Tuple(tuple), Kind::Tuple(parts)) if tuple.elems.len() == parts.len() => {
                for (pattern, part) in tuple.elems.iter().zip(parts) {
                    self.bind(pattern, part.clone());
                }
            }
            (Pat::Tuple(tuple), _) => tuple
                .elems
                .iter()
                .for_each(|one| self.bind(one, Kind::Unknown)),
            (Pat::Slice(slice), _) => {
                let item = match &kind {
                    Kind::List(item) => (**item).clone(),
                    _ => Kind::Unknown,
                };
                for one in &slice.elems {
                    // The rest pattern of a slice binds a slice.
                    let rest = matches!(one, Pat::Ident(ident) if ident.subpat.is_some());
                    self.bind(one, if rest { Kind::Unknown } else { item.clone() });
                }
            }
            (Pat::TupleStruct(parts), _) => {
                self.path(&parts.path);
                let name = parts
                    .path
                    .segments
                    .last()
                    .map(|last| last.ident.to_string());
                let inner = match (name.as_deref(), &kind) {
                    (Some("Some"), Kind::Option(inner)) | (Some("Ok"), Kind::Result(inner)) => {
                        (**inner).clone()
                    }
                    _ => Kind::Unknown,
                };
                parts
                    .elems
                    .iter()
                    .for_each(|one| self.bind(one, inner.clone()));
            }
            (Pat::Struct(parts), _) => {
                let whole = self.kind_of_path(&parts.path);
                self.path(&parts.path);
                for field in &parts.fields {
                    let kind = match (&whole, &field.member) {
                        (Some(kind), Member::Named(name)) => self.field(kind, name),
                        _ => Kind::Unknown,
                    };
                    self.bind(&field.pat, kind);
                }
            }
            (Pat::Path(path), _) => self.path(&path.path),
            (other, _) => visit::visit_pat(self, other),
        }
    }

    fn expr(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => {
                    let name = name.to_string();
                    let found = self.scopes.iter().rev().find_map(|scope| scope.get(&name));
                    found.cloned().unwrap_or(Kind::Unknown)
                }
                None => match self.member(&path.path) {
                    Some((name, member)) => self.associated(&name, member),
                    None => Kind::Unknown,
                },
            },
            Expr::Paren(inner) => self.expr(&inner.expr),
            Expr::Group(inner) => self.expr(&inner.expr),
            Expr::Reference(inner) => self.expr(&inner.expr),
            Expr::Unary(inner) => {
                let kind = self.expr(&inner.expr);
                match inner.op {
                    syn::UnOp::Deref(_) => kind,
                    _ => Kind::Unknown,
                }
            }
            Expr::Await(inner) => match self.expr(&inner.base) {
                Kind::Future(inner) => *inner,
                Kind::Emitted(call) => match self.api.calls.get(&call) {
                    Some(returned) => Kind::Result(Box::new(returned.clone())),
                    None => Kind::Unknown,
                },
                _ => Kind::Unknown,
            },
            Expr::Try(inner) => match self.expr(&inner.expr) {
                Kind::Option(inner) | Kind::Result(inner) => *inner,
                _ => Kind::Unknown,
            },
            Expr::Field(field) => {
                let of = self.expr(&field.base);
                match (&of, &field.member) {
                    (_, Member::Named(name)) => self.field(&of, name),
                    (Kind::Tuple(parts), Member::Unnamed(at)) => {
                        let part = parts.get(at.index as usize);
                        part.cloned().unwrap_or(Kind::Unknown)
                    }
                    _ => Kind::Unknown,
                }
            }
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Call(call) => self.call(call),
            Expr::Tuple(tuple) => {
                Kind::Tuple(tuple.elems.iter().map(|one| self.expr(one)).collect())
            }
            Expr::Block(block) => self.block(&block.block),
            Expr::Async(block) => {
                self.block(&block.block);
                Kind::Unknown
            }
            Expr::If(one) => {
                let kind = self.scoped(|checker| {
                    checker.expr(&one.cond);
                    checker.block(&one.then_branch)
                });
                if let Some((_, other)) = &one.else_branch {
                    self.expr(other);
                }
                kind
            }
            Expr::While(one) => {
                self.scoped(|checker| {
                    checker.expr(&one.cond);
                    checker.block(&one.body);
                });
                Kind::Unknown
            }
            Expr::Let(one) => {
                let kind = self.expr(&one.expr);
                self.bind(&one.pat, kind);
                Kind::Unknown
            }
            Expr::ForLoop(one) => {
                let item = std_methods::item(&self.expr(&one.expr));
                self.scoped(|checker| {
                    checker.bind(&one.pat, item);
                    checker.block(&one.body);
                });
                Kind::Unknown
            }
            Expr::Match(one) => {
                let whole = self.expr(&one.expr);
                let mut kind = Kind::Unknown;
                for arm in &one.arms {
                    let of_arm = self.scoped(|checker| {
                        checker.bind(&arm.pat, whole.clone());
                        checker.expr(&arm.body)
                    });
                    if kind == Kind::Unknown {
                        kind = of_arm;
                    }
                }
                kind
            }
            Expr::Closure(closure) => self.closure(closure, Kind::Unknown),
            Expr::Struct(one) => {
                for field in &one.fields {
                    self.expr(&field.expr);
                }
                if let Some(rest) = &one.rest {
                    self.expr(rest);
                }
                let name = one.path.get_ident().map(Ident::to_string);
                match name.filter(|name| self.own.contains_key(name)) {
                    Some(name) => Kind::Own(name),
                    None => Kind::Unknown,
                }
            }
            other => {
                visit::visit_expr(self, other);
                Kind::Unknown
            }
        }
    }

    fn closure(&mut self, closure: &syn::ExprClosure, parameter: Kind) -> Kind {
        self.scoped(|checker| {
            for (at, input) in closure.inputs.iter().enumerate() {
                let is_only = at == 0 && closure.inputs.len() == 1;
                checker.bind(
                    input,
                    if is_only {
                        parameter.clone()
                    } else {
                        Kind::Unknown
                    },
                );
            }
            let returned = checker.expr(&closure.body);
            match closure.asyncness.is_some() {
                true => Kind::Unknown,
                false => returned,
            }
        })
    }

    fn method_call(&mut self, call: &syn::ExprMethodCall) -> Kind {
        let of = self.expr(&call.receiver);
        let mut returned = Kind::Unknown;
        let name = call.method.to_string();
        let parameter = std_methods::parameter(&of, &name);
        for argument in &call.args {
            match argument {
                Expr::Closure(closure) => returned = self.closure(closure, parameter.clone()),
                other => drop(self.expr(other)),
            }
        }
        if let Some(turbofish) = &call.turbofish {
            visit::visit_angle_bracketed_generic_arguments(self, turbofish);
        }
        match &of {
            Kind::Emitted(of) => self.method(of, &call.method),
            of => std_methods::method(of, &name, returned),
        }
    }

    fn call(&mut self, call: &syn::ExprCall) -> Kind {
        let arguments: Vec<Kind> = call
            .args
            .iter()
            .map(|argument| self.expr(argument))
            .collect();
        let Expr::Path(function) = &*call.func else {
            self.expr(&call.func);
            return Kind::Unknown;
        };
        let Some(name) = function.path.get_ident() else {
            return self.expr(&call.func);
        };
        let name = name.to_string();
        let is_local = self.scopes.iter().any(|scope| scope.contains_key(&name));
        match (name.as_str(), arguments.into_iter().next()) {
            _ if is_local => Kind::Unknown,
            ("Some", Some(inner)) => Kind::Option(Box::new(inner)),
            ("Ok", Some(inner)) => Kind::Result(Box::new(inner)),
            (name, _) => self.functions.get(name).cloned().unwrap_or(Kind::Unknown),
        }
    }
}

impl<'a> Visit<'a> for Checker<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        self.expr(expr);
    }

    fn visit_block(&mut self, block: &'a Block) {
        self.block(block);
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        visit::visit_signature(self, &item.sig);
        self.function(&item.sig, &item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        visit::visit_signature(self, &item.sig);
        self.function(&item.sig, &item.block);
    }

    // A module has other imports, and is not checked.
    fn visit_item_mod(&mut self, _: &'a syn::ItemMod) {}

    // Imports were read before.
    fn visit_item_use(&mut self, _: &'a syn::ItemUse) {}

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.path(path);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        // Most macros take expressions, such as `println!`. Others are not checked.
        let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(arguments) = call.parse_body_with(parse) {
            for argument in &arguments {
                self.expr(argument);
            }
        }
    }
}
